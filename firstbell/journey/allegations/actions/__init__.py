"""What the product, an officer for allegations and the hub do about a suspect's place of trust."""
