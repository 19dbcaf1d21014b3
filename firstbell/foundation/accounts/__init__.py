"""Who signs in. Knows nothing of schools or roles: those are the registry's."""
