"""Step 1, receive: what police recorded, in revisions, once and for ever."""
