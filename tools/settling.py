"""Every file of a batch without what tells of the moment alone, to hold two batches side by side."""

import json

# The commit and what depends on it are left out, so that the package may be worked on between two batches.
TIMED = {"seconds", "began", "start_time", "end_time", "duration", "execution", "commit", "fingerprint"}


def settled(folder):
    """Every file of a batch but the lock, without times.

    Returns
    -------
    dict
        Bytes, or for JSON and notebooks the content, by path within the folder.
    """
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != ".lock"):
        name, content = path.relative_to(folder).as_posix(), path.read_bytes()
        if path.suffix in (".json", ".ipynb"):
            found[name] = _without_times(json.loads(content))
        elif name == "status.csv":
            found[name] = _without_seconds(content.decode())
        else:
            found[name] = content
    return found


def _without_times(content):
    if isinstance(content, dict):
        kept = {key: _without_times(value) for key, value in content.items() if key not in TIMED}
        # The hash of a notebook covers its times.
        return {key: value for key, value in kept.items() if not str(key).endswith(".ipynb")}
    return [_without_times(item) for item in content] if isinstance(content, list) else content


def _without_seconds(text):
    rows = [line.rsplit(",", 2) for line in text.splitlines()]
    return [(before, attempts) for before, _, attempts in rows]
