"""Where each pound goes: one home for every line."""

from .dialect import flag


def differs(home, preset_home):
    """Whether a line's ``home`` is another than ``preset_home``, that of its care model and contracting form."""
    return flag(home != preset_home)
