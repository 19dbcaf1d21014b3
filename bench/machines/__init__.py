"""Several processes on one PostgreSQL, some of them killed."""
