"""Who exists, slow to change: agencies, establishments, people and school rolls."""
