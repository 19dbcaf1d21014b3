"""Tests of the rules: no database, seconds."""
