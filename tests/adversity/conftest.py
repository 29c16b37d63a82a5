"""Helpers of other folders of tests: made-up published files and small chapters."""

import sys

from surroundings import ROOT

for folder in ("published", "runs"):
    if str(ROOT / "tests" / folder) not in sys.path:
        sys.path.append(str(ROOT / "tests" / folder))
