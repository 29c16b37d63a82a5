"""What the tests need from outside the repository, and what happens without it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def absent(reason):
    """Skip a test for want of something outside the repository; where CI promises it, fail instead."""
    if IN_CI:
        pytest.fail(f"CI must have this: {reason}", pytrace=False)
    pytest.skip(reason)
