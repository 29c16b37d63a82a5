"""How long the package and its command take to answer, beside Python itself and beside importing pandas."""

import subprocess
import sys

from benchmarks.timing import median_seconds

REPEATS = 7
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import acohandbook": ["-c", "import acohandbook"],
    "acohandbook --help": ["-m", "acohandbook", "--help"],
    "import pandas": ["-c", "import pandas"],
}


def seconds(arguments):
    """Median wall time of a fresh Python with these arguments; the run to warm up warms the disk."""
    command = [sys.executable, *arguments]
    return median_seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), REPEATS)


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
