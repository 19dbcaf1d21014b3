"""What whoever asks for a school place, the admissions desk and the roll make of a request."""
