"""What the walls and the trail cost."""
