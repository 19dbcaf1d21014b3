"""Backups: what is in one, how it is sealed, and how it comes back. Commands are in
`cli.backing_up` and `cli.restoring`.
"""
