"""What happens to a notification: raised, hurried, opened, answered, acknowledged, taken back."""
