"""Who stands in for whom: days off, who covers the holidays, who of the hub is on call."""
