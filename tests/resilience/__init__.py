"""What holds when processes are killed, calls are lost and a mail server misbehaves."""
