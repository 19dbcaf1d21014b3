"""What a control room says of its live incidents, and the looks of officers on the way there."""
