"""The list of references is made from the sources and says the same."""

import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_references_are_made_from_the_sources():
    made = runpy.run_path(str(ROOT / "tools" / "make_references.py"))["references"]()
    committed = (ROOT / "references.bib").read_text(encoding="utf-8")
    assert committed == made, "run: python tools/make_references.py"
    assert "@misc{gov_gain_loss," in made
