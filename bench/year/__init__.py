"""A year of an invented borough in compressed time: who was told late, and need they have been?"""
