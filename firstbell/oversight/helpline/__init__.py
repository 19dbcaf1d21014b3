"""Calls to a helpline that advises school staff: codes alone, and figures by month."""
