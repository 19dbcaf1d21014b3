"""Step 3, route: which establishment or desk must be told, or who decides."""
