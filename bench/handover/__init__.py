"""Two installations hand children over while their line loses what it likes."""
