"""Establishments, desks, agencies, key adults, memberships, term dates, partnership rules."""
