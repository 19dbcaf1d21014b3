"""Row level security: which rows the serving role is shown, whatever a door forgot.

The doors (`access.py`) decide what a person may read. Behind them stands this second wall: the
database itself gives a signed-in person only rows that their memberships at the instant of the
request let them have, and nobody at all none. Workers and actions act as the system and see all
(`foundation.acting` says for whom a transaction acts). Persons write nothing: only the system
inserts, changes and removes rows.

A new table with anything about a child, an incident or somebody's reading of one gets its wall in
three lines of `firstbell.walls.tables.WALLS`:

    Wall("records_hold",                                 # the table
         reads=(in_hub("incident_id"), opened("incident_id")),  # who reads a row; () for nobody
         why="The hub reads which records are held; a person by break glass that one."),

Relations such as `in_hub` are in `firstbell.walls.relations`. A table without anything of the
kind is named in `firstbell.walls.unwalled.WITHOUT_A_WALL` with the reason. The walls are raised
anew at every `firstbell migrate`; a test fails for a table that is in neither list.

Walls hide rows, not columns: what of a row is shown stays the door's to decide.
"""

from firstbell.walls.raising import digest, raise_walls, stand

__all__ = ["digest", "raise_walls", "stand"]
