"""How much faster is a batch by the fast engine than a plain loop of papermill over the same chapters?

Both run every chapter for the same sites, copies of the examples, with the same number of processes; the
batch also works out every site's steps, writes its tables and pages and sets the sites side by side. Then the
notebooks of both are compared: code, outputs and their order.
"""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path

from acohandbook.runs.chapters import chosen_chapters
from acohandbook.site.opening import examples, site_folder
from benchmarks.processes import cost_of

WORKERS = 2
COPIES = 3
# Each names the folder of its site in a cell of its own: that of the batch the copy kept beside it.
_NAMES_SITE = "injected-parameters"
# What differs between any two processes: their number, addresses in memory, ids drawn at random.
_CHANCE = re.compile(r"ipykernel_\d+|0x[0-9a-f]{6,}|\b[0-9a-f]{32}\b")


def report():
    """Run both and set them side by side."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        sites = copied(folder / "sites", COPIES)
        runs = len(sites) * len(chosen_chapters(None))
        load = os.getloadavg()[0]
        plain = cost_of("-m", "benchmarks.plain_loop", folder / "plain", WORKERS, *sites)
        fast = cost_of("-m", "acohandbook", "run", *sites, "-o", folder / "fast", "--workers", WORKERS)
        one = cost_of("-m", "acohandbook", "run", sites[0], "-o", folder / "one", "--chapters", "2")
        same = sum(
            outputs(path) == outputs(folder / "fast" / path.parent.name / "chapters" / path.name)
            for path in folder.glob("plain/*/*.ipynb")
        )
    head = "| by | s | runs a second | processors, s | a run, s | all processes, MB | exit code |"
    lines = [
        f"{len(sites)} sites, {runs} runs of chapters, {WORKERS} processes; load before {load:.1f}.",
        "",
        head,
        "|---|" + "---:|" * 6,
    ]
    for name, cost in (("plain papermill loop", plain), ("fast engine", fast)):
        lines.append(
            f"| {name} | {cost.seconds:.1f} | {runs / cost.seconds:.2f} | {cost.processor_seconds:.1f} | "
            f"{cost.processor_seconds / runs:.3f} | {cost.megabytes:.0f} | {cost.exit_code} |"
        )
    start = one.processor_seconds
    each = (fast.processor_seconds - start) / (plain.processor_seconds or 1)
    return "\n".join(
        [
            *lines,
            "",
            f"Times faster: {plain.seconds / fast.seconds:.1f} by the clock, "
            f"{plain.processor_seconds / fast.processor_seconds:.1f} by processors, {1 / each:.1f} by "
            f"processors without the start, which takes {start:.1f} s once for any number of sites.",
            f"Notebooks with equal code and outputs: {same} of {runs}.",
        ]
    )


def copied(folder, copies):
    """So many sites of each example, under names of their own."""
    sites = []
    for name in examples():
        for number in range(1, copies + 1):
            sites.append(folder / f"{name}-{number}")
            shutil.copytree(site_folder(name), sites[-1])
    return sites


def outputs(path):
    """Code and outputs of a notebook as text, without what differs between any two processes."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [
        (cell["source"], _joined(cell["outputs"]))
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and _NAMES_SITE not in cell["metadata"].get("tags", [])
    ]
    return _CHANCE.sub("", json.dumps(cells))


def _joined(found):
    """Outputs with adjacent pieces of one stream joined: how many there are depends on the moment."""
    joined = []
    for output in found:
        text = "".join(output.get("text", []))
        if output["output_type"] == "stream" and joined and joined[-1].get("name") == output["name"]:
            joined[-1]["text"] += text
        else:
            joined.append(output | {"text": text} if output["output_type"] == "stream" else output)
    return joined
