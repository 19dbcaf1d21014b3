"""Tests, in the shape of the product."""
