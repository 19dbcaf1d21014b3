"""Files that are made to cost much, each in a process with little."""
