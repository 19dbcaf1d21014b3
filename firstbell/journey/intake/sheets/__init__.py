"""Incidents from a force's own spreadsheet: its cells, its mapping file, and what they say.

Makes the same document that a feed in JSON is, and remembers of each value from which cell it
came. Judges nothing that `validation` judges, and writes nothing.
"""
