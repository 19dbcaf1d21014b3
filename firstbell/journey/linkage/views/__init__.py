"""The pages of the hub on which it says who a child is, and who else lives there."""
