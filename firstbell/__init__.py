"""Firstbell: the right adult at a child's school knows before the first bell."""
