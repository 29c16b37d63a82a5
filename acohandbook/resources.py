"""Where the chapters and the data lie: beside the package in a checkout, inside it once installed."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_NAMES = ("chapters", "data/evidence", "data/national", "data/sites", "data/terms")


def folder(name: str) -> Path:
    """Find a folder that comes with the package.

    Parameters
    ----------
    name
        ``chapters``, ``data/evidence``, ``data/national``, ``data/sites`` or ``data/terms``.

    Returns
    -------
    Path
        The folder, absolute. It is read only by convention: copy what you want to change.

    Raises
    ------
    ValueError
        The name is none of these.
    FileNotFoundError
        The package was installed without the folder.
    """
    if name not in _NAMES:
        raise ValueError(f"No folder {name!r} comes with acohandbook; there are: {', '.join(_NAMES)}.")
    for place in (_PACKAGE / "bundled", _PACKAGE.parent):
        if (place / name).is_dir():
            return place / name
    raise FileNotFoundError(
        f"The folder {name!r} is missing from this copy of acohandbook: install it again."
    )
