"""What the Makefile calls: preparing a checkout, checking it, building the pages' assets.

`prepare` and `assets` run before anything is installed: standard library only.
"""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
