"""Kill a batch with SIGKILL at twenty moments over its length, resume each time, and compare every file.

``python -m benchmarks kills``. A moment is drawn in each twentieth of the batch, counted in runs recorded,
from a stated seed, so that they lie over its whole length however busy the machine is. Each killed batch is
resumed at once, with no pause in which its processes could end.
"""

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools.settling import settled

SEED = 2026
KILLS = 20
SITES, CHAPTERS = "data/sites/*", "2,3,4,5,6,9"


def report(kills=KILLS):
    """Kill and resume, and write what came of it as a Markdown table."""
    draw = random.Random(SEED)
    lines = [
        "| kill | drawn, of the batch | runs recorded | half-written files left |",
        "|---:|" + "---:|" * 3,
    ]
    with tempfile.TemporaryDirectory() as folder:
        whole, cut = Path(folder) / "whole", Path(folder) / "cut"
        began = time.perf_counter()
        code = _batch(whole).wait()
        length, number = time.perf_counter() - began, _recorded(whole)
        for kill in range(kills):
            part = (kill + draw.random()) / kills
            _kill(cut, int(part * number), draw.random() * length / number)
            left = sum(1 for _ in cut.rglob("*.unfinished*"))
            lines.append(f"| {kill + 1} | {part:.0%} | {_recorded(cut)} of {number} | {left} |")
            print(lines[-1], file=sys.stderr, flush=True)
        resumed = _batch(cut).wait()
        expected, found = settled(whole), settled(cut)
    differing = sorted(
        name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)
    )
    lines += [
        "",
        f"Exit code of the unbroken batch {code}, of the last resumed one {resumed}. Of {len(expected)} "
        f"files {len(differing)} differ but for times{': ' * bool(differing)}{', '.join(differing[:10])}. "
        f"Unbroken: {length:.1f} s. Seed {SEED}.",
    ]
    return "\n".join(lines)


def _batch(folder):
    command = [sys.executable, "-m", "acohandbook", "run", SITES, "--chapters", CHAPTERS, "--workers", "2"]
    command += ["--resume", "-o", folder]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _kill(folder, recorded, pause):
    """Take up a batch and kill it when so many of its runs are recorded, after a pause."""
    going = _batch(folder)
    while _recorded(folder) < recorded and going.poll() is None:
        time.sleep(0.005)
    time.sleep(pause)
    going.send_signal(signal.SIGKILL)
    going.wait()


def _recorded(folder):
    return len(list(folder.glob("*/.records/*.json")))
