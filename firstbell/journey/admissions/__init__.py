"""A school place for a child whose family has moved, asked for without what leads to them."""
