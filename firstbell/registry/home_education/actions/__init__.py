"""What a school, a desk and the hub do with a report of home education."""
