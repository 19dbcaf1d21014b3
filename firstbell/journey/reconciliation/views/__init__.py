"""The pages of the hub and of police senders, each found through a door of `access`."""
