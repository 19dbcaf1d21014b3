"""Every change to who can be told, and to who works where: one module for each kind of change."""
