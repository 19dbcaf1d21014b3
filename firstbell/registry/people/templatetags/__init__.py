"""Words for the pages of this app."""
