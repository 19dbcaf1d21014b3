"""What happens to a link: the evidence decides it, or a person does."""
