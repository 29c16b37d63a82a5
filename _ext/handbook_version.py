"""Put on every page the version of the package that computed it."""

import acohandbook


def set_version(app, config):
    """Take the version from the package, so that it is written once."""
    config.version = config.release = acohandbook.__version__


def setup(app):
    """Run once the settings are read."""
    app.connect("config-inited", set_version)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
