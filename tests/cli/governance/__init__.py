"""What a council must sign: `firstbell governance` and the documents that it fills."""
