"""The pages of key adults and desk officers, each found through the one door (`access`)."""
