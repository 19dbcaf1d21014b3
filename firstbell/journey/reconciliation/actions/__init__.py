"""What happens to an alarm: it is raised, told and ended."""
