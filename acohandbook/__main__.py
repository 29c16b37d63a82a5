"""``python -m acohandbook`` does what the command ``acohandbook`` does."""

from acohandbook.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
