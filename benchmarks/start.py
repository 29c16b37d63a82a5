"""How long the package and its command take to answer, beside Python itself and beside importing pandas."""

import statistics
import subprocess
import sys
import time

REPEATS = 7
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import acohandbook": ["-c", "import acohandbook"],
    "acohandbook --help": ["-m", "acohandbook", "--help"],
    "import pandas": ["-c", "import pandas"],
}


def seconds(arguments):
    """Median wall time of a fresh Python with these arguments, after one run to warm the disk."""
    taken = []
    for _ in range(REPEATS + 1):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken[1:])


def report():
    """Write the times as a Markdown table, each as a multiple of the two yardsticks."""
    times = {name: seconds(arguments) for name, arguments in COMMANDS.items()}
    bare, pandas = times["python -c pass"], times["import pandas"]
    lines = ["| start | seconds | times `python -c pass` | times `import pandas` |", "|---|---:|---:|---:|"]
    lines += [
        f"| `{name}` | {taken:.3f} | {taken / bare:.1f} | {taken / pandas:.2f} |"
        for name, taken in times.items()
    ]
    return "\n".join(lines)
