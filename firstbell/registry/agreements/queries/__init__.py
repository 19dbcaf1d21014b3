"""Which agreements there are, what must be done about them, and which one covers a share."""
