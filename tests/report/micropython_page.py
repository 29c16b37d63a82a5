"""Asks the page's own functions under MicroPython in Node.js, one process for all questions."""

import json
import subprocess
from pathlib import Path

from surroundings import ROOT

SCRIPT = Path(__file__).with_name("run_page.mjs")


def answers_under_micropython(node, node_modules, questions):
    """What the page would show, as text: one answer for each (explorer, inputs, chosen)."""
    folders = (ROOT / "acohandbook" / "rules", ROOT / "acohandbook" / "report" / "page")
    paths = [path for folder in folders for path in sorted(folder.glob("*.py"))]
    page = (ROOT / "_ext" / "explorers" / "page.js").read_text(encoding="utf-8")
    job = {
        "runtime": str(node_modules / "@micropython/micropython-webassembly-pyscript/micropython.mjs"),
        "files": {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths},
        "start": page.split("`")[1],
        "questions": [(name, json.dumps(inputs), json.dumps(chosen)) for name, inputs, chosen in questions],
    }
    done = subprocess.run(
        [node, SCRIPT], input=json.dumps(job), capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if len(line) < 500]  # the runtime is one long line
        raise AssertionError("MicroPython stopped:\n" + "\n".join(said))
    return json.loads(done.stdout)
