"""Step 2, link: which pupil a recorded child is, or that a person must say."""
