"""Who saw or changed what. Written by doors and actions, never read by the product's own logic."""
