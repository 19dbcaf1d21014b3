"""No tables: the account is worked out from the other steps' rows, never kept beside them."""
