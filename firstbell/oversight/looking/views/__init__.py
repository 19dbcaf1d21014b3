"""The pages of who looked."""
