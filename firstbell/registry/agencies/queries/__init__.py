"""What may be asked about agencies, places and their people; one module for each subject."""
