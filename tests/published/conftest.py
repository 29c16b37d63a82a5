"""England from the real published files, read once for all tests that need it."""

import pytest

from acohandbook.published.folder import PublishedFolder
from acohandbook.published.sites.country import Country


@pytest.fixture(scope="session")
def england(published):
    """What the published files say of England; skips where they are absent."""
    return Country(PublishedFolder(published()))
