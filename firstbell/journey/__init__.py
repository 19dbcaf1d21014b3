"""An incident's journey, one app a step: intake, linkage, routing, delivery, reconciliation."""
