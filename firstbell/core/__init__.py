"""The rules: pure, without Django, database, clock or settings. Time is passed in."""
