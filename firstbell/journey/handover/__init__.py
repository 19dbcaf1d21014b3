"""Hand a child over to another council or force, and be handed one: one hub speaks to another.

The sender answers for the child until a person there accepts (`core.handing_over`).
"""
