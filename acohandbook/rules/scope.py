"""Where each pound goes: one home for every line."""

from .dialect import flag


def differs(home, preset_home):
    """Whether the ``home`` of a line is another than its ``preset_home``."""
    return flag(home != preset_home)
