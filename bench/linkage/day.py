"""The day on which every scene of the bench is linked; an engine imports no families for it."""

from datetime import date

ON = date(2026, 11, 23)
