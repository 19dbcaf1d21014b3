"""The dead man's switch: what should have happened and did not, and how somebody is told of it."""
