"""The open rules as this partnership has set them."""

from firstbell.core.policy import Policy
from firstbell.registry.agencies.models import Rule


def policy() -> Policy:
    """Return the policy in force; a rule that nobody set is its default.

    :raises UnusableSetting: if a stored rule is of another version and no longer usable.
    """
    return Policy.from_settings(dict(Rule.objects.values_list("key", "value")))
