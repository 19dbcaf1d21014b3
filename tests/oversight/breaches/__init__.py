"""Tests of what was told to the wrong one."""
