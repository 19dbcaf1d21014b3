"""What the product, a service, a school and the hub do about a child who may be known to nobody."""
