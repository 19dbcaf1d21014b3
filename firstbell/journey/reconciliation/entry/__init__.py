"""One incident typed or corrected by a person of the force: its form, and the document it makes."""
