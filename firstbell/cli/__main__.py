"""`python -m firstbell.cli`: the `firstbell` command, whatever the path holds."""

from firstbell.cli import run

if __name__ == "__main__":
    run()
