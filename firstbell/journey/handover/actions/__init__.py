"""What happens in a hand-over: a child is offered, arrives, is answered, or nobody says a word."""
