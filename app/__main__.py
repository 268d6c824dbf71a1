"""`python -m app …`"""

import sys
from importlib import import_module

# What runs for months is opened without the rest of the command line, which would stay in its memory.
LASTING = {"serve", "worker"}


def main() -> None:
    """Runs the command that was asked for."""
    import_module("app.commands.lasting" if LASTING & set(sys.argv[1:2]) else "app.cli").main()


if __name__ == "__main__":
    main()
