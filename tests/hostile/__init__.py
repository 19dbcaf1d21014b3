"""What nobody should send and somebody will: files, texts, requests and guesses."""
