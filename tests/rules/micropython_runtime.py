"""Runs rules under MicroPython, as the published page does: one Node.js process for all questions."""

import json
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).with_name("run_under_micropython.mjs")


def run_under_micropython(node, node_modules, rules, questions):
    """Answers of rules to questions, each a list of floats.

    Parameters
    ----------
    node, node_modules : Path
        The Node.js program and the folder of npm packages.
    rules : Path
        Folder of the rules' modules, mounted as the package ``rules``.
    questions : list of (str, dict)
        Name of a rule, ``module.function``, and its arguments.
    """
    job = {
        "runtime": str(
            node_modules / "@micropython" / "micropython-webassembly-pyscript" / "micropython.mjs"
        ),
        "files": {path.name: path.read_text(encoding="utf-8") for path in sorted(rules.glob("*.py"))},
        # As Python text: JSON has no way to write a blank (NaN).
        "questions": [[name, repr(arguments)] for name, arguments in questions],
    }
    done = subprocess.run(
        [node, SCRIPT], input=json.dumps(job), capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if len(line) < 500]  # the runtime is one long line
        raise AssertionError("MicroPython stopped:\n" + "\n".join(said))
    return [[float(value) for value in answer] for answer in json.loads(done.stdout)]
