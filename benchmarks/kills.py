"""Kill a batch with SIGKILL at twenty moments over its whole length, resume each, and compare every file.

``python -m benchmarks kills``. The moments are drawn one in each twentieth of the time that an unbroken batch
takes, from a stated seed; where a batch was faster this time and had ended before, it is tried again with the
time that it took. Each killed batch is resumed at once, with no pause in which its processes could end.
"""

import random
import shutil
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
    head = (
        "kill",
        "at, of the whole",
        "seconds",
        "runs recorded by then",
        "exit code of the resumed",
        "files that differ",
    )
    lines = [f"| {' | '.join(head)} |", "|" + "---:|" * len(head)]
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        length = first = _unbroken(whole)
        expected, number = settled(whole), _recorded(whole)
        for kill in range(kills):
            part, cut = (kill + draw.random()) / kills, Path(folder) / "cut"
            while (ended := _killed(cut, part * length)) is not None:
                length = ended
                shutil.rmtree(cut)
            recorded = _recorded(cut)
            code, found = _batch(cut).wait(), settled(cut)
            differing = sum(found.get(name) != expected.get(name) for name in found.keys() | expected.keys())
            cells = (
                kill + 1,
                f"{part:.0%}",
                f"{part * length:.1f}",
                f"{recorded} of {number}",
                code,
                differing,
            )
            lines.append(f"| {' | '.join(map(str, cells))} |")
            print(lines[-1], file=sys.stderr, flush=True)
            shutil.rmtree(cut)
    lines += ["", f"Unbroken: {first:.1f} s, {number} runs, {len(expected)} files. Seed {SEED}."]
    return "\n".join(lines)


def _batch(folder):
    command = [sys.executable, "-m", "acohandbook", "run", SITES, "--chapters", CHAPTERS, "--workers", "2"]
    command += ["--resume", "-o", folder]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _unbroken(folder):
    began = time.perf_counter()
    if _batch(folder).wait():
        raise RuntimeError("The unbroken batch failed.")
    return time.perf_counter() - began


def _killed(folder, seconds):
    """Kill a batch after so long; how long it took if it had ended before, else None."""
    began = time.perf_counter()
    going = _batch(folder)
    try:
        going.wait(seconds)
        return time.perf_counter() - began
    except subprocess.TimeoutExpired:
        going.send_signal(signal.SIGKILL)
        going.wait()
        return None


def _recorded(folder):
    return len(list(folder.glob("*/.records/*.json")))
