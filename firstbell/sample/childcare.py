"""The invented borough's nurseries, pre-schools and childminders, as the childcare register.

Few and always the same; nobody is on their lists, so that the truth stays that of the rolls.
"""

COLUMNS = [
    "Provider URN",
    "Provider name",
    "Provider type",
    "Provider status",
    "Local authority",
    "Provider address 1",
    "Provider town",
    "Postcode",
    "Provider telephone",
    "Registration date",
    "Resigned date",
]

_PROVIDERS = """
EY990001|Gull Wharf Nursery|Nursery|Active|990|2 Chandler Quay|QX1 1AB|020 7946 0801|03/09/2012|
EY990002|Reedbed Pre-school|Pre-school|Active|990|14 Sedge Walk|QX4 2AB|020 7946 0802|11/01/2016|
EY990003|Marigold Thistlewood|Childminder|Active|990|9 Plover Lane|QX4 2AB|020 7946 0803|06/04/2018|
2990004|Tobias Ferncastle|Childminder|Active|990|31 Candle Street|QX5 1AB|020 7946 0804|19/05/2021|
EY990005|Io Appledrift|Childminder|Resigned|990|5 Beacon Road|QX8 1AB|020 7946 0805||31/07/2026
EY990006|Fenwater Day Nursery|Day nursery|Active|991|1 Causeway|QX9 1AB|020 7946 0806|01/10/2019|
"""


def providers() -> list[list[str]]:
    """Return the rows of the register's file."""
    rows = (line.split("|") for line in _PROVIDERS.strip().splitlines())
    return [[*row[:6], "", *row[6:]] for row in rows]
