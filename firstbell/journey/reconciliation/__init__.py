"""Step 6, account for every child."""
