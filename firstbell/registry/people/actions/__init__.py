"""What happens to rolls: they are loaded, held, confirmed, refused and replaced."""
