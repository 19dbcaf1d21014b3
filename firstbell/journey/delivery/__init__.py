"""Steps 4 and 5, deliver and acknowledge: the notification and the people it waits for."""
