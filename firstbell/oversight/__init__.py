"""Learning, and answering for it: who looked, what is kept and what was shared."""
