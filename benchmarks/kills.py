"""Kill a batch with SIGKILL at twenty moments over its length, resume each time, and compare every file.

``python -m benchmarks kills``. A moment is drawn in each twentieth of the batch, counted in runs recorded,
from a stated seed, so that they lie over its whole length however busy the machine is; after it comes a pause
of up to the time between two runs of the unbroken batch, so that a kill falls anywhere within a run. Each
killed batch is resumed at once, with no pause in which its processes could end.
"""

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.batch import copied
from tools.settling import settled

SEED = 2026
KILLS = 20
COPIES, CHAPTERS = 3, "2,3,4,5,6,9"  # twelve sites with seven runs each, of which the steps are one


def report(kills=KILLS):
    """Kill and resume, and write what came of it as a Markdown table."""
    draw = random.Random(SEED)
    lines = [
        "| kill | drawn, of the batch | runs recorded | half-written files left |",
        "|---:|" + "---:|" * 3,
    ]
    with tempfile.TemporaryDirectory() as folder:
        whole, cut = Path(folder) / "whole", Path(folder) / "cut"
        sites = copied(Path(folder) / "sites", COPIES)
        began = time.perf_counter()
        code = _batch(sites, whole).wait()
        length, number = time.perf_counter() - began, _recorded(whole)
        moments = [path.stat().st_mtime for path in _records(whole)]
        between = (max(moments) - min(moments)) / number
        struck = 0
        for kill in range(kills):
            part = (kill + draw.random()) / kills
            struck += _kill(sites, cut, int(part * number), draw.random() * between)
            left = sum(1 for _ in cut.rglob("*.unfinished*"))
            lines.append(f"| {kill + 1} | {part:.0%} | {_recorded(cut)} of {number} | {left} |")
            print(lines[-1], file=sys.stderr, flush=True)
        resumed = _batch(sites, cut).wait()
        expected, found = settled(whole), settled(cut)
    differing = sorted(
        name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)
    )
    lines += [
        "",
        f"{struck} of {kills} kills met a batch at work. Exit code of the unbroken batch {code}, of "
        f"the last resumed one {resumed}. Of {len(expected)} files {len(differing)} differ but for "
        f"times{': ' * bool(differing)}{', '.join(differing[:10])}. Unbroken: {length:.1f} s, a run each "
        f"{between:.2f} s once it is at work. Seed {SEED}.",
    ]
    return "\n".join(lines)


def _batch(sites, folder):
    command = [sys.executable, "-m", "acohandbook", "run", *sites, "--chapters", CHAPTERS, "--workers", "2"]
    command += ["--resume", "-o", folder]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _kill(sites, folder, recorded, pause):
    """Take up a batch and kill it when so many of its runs are recorded, after a pause; whether it ran."""
    going = _batch(sites, folder)
    while _recorded(folder) < recorded and going.poll() is None:
        time.sleep(0.005)
    time.sleep(pause)
    going.send_signal(signal.SIGKILL)
    return going.wait() == -signal.SIGKILL


def _recorded(folder):
    return len(_records(folder))


def _records(folder):
    return list(folder.glob("*/.records/*.json"))
