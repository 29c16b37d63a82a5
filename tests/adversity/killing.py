"""Run as a program: each command is killed at each of its writes, then given again, in forked processes.

Prints one line of JSON: by command, how many writes it makes and what was wrong after any death.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path

from commands_that_write import commands, standing
from disturbing import disturbed

from acohandbook.cli import main


def apart(arguments, folder, at):
    """Run a command in a fork; it dies before the write number ``at``. Its exit status, and its writes."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
            with disturbed(folder, at, lambda path: os.kill(os.getpid(), signal.SIGKILL)) as count:
                code = main(arguments)
        os.write(writing, str(count.writes).encode())
        os._exit(code)
    os.close(writing)
    said = os.read(reading, 100)
    os.close(reading)
    status = os.waitpid(child, 0)[1]
    return (-os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)), int(said or 0)


def wrong_after_death(arguments, output, at, whole):
    """What is wrong after a death at a write, and after the command was then given again."""
    output.mkdir()
    code, _ = apart(arguments, output, at)
    found = [] if code == -signal.SIGKILL else [f"it was not killed but ended with {code}"]
    left = standing(output)
    half = [name for name in left if ".unfinished" not in name and left[name] != whole.get(name)]
    found += [f"half written: {name}" for name in half]
    named = [Path(text) for text in arguments if Path(text).parent == output]
    if not (named[-1].is_dir() and "new" in arguments):  # it died after its last step: nothing is to be done
        code, _ = apart(arguments, output, 0)
        found += [f"given again it ended with {code}"] if code and "import" not in arguments else []
    if standing(output) != whole:
        found.append(f"not as if nothing had happened: {sorted(standing(output).keys() ^ whole.keys())}")
    shutil.rmtree(output)
    return found


def report(given, output, names):
    told = {}
    for name in names:
        arguments = commands(given, output)[name]
        output.mkdir()
        code, writes = apart(arguments, output, 0)
        whole = standing(output)
        shutil.rmtree(output)
        wrong = {} if code == 0 else {"undisturbed": [f"it ended with {code}"]}
        step = max(1, writes // 4)  # of many like writes some will do, the first and the last among them
        for at in sorted({*range(1, writes + 1, step), writes}):
            found = wrong_after_death(arguments, output, at, whole)
            if found:
                wrong[at] = found
        told[name] = {"writes": writes, "wrong": wrong}
    return told


if __name__ == "__main__":
    given, output, *names = sys.argv[1:]
    # Everything is imported before the first fork.
    warm = Path(output).with_name("warm")
    for arguments in commands(Path(given), warm).values():
        warm.mkdir(exist_ok=True)
        main(arguments)
    shutil.rmtree(warm)
    print("\n" + json.dumps(report(Path(given), Path(output), names)))
