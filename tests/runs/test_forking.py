"""One piece of work in a process of its own: limits hold and nothing is left behind."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from notebooks import make_chapter, make_sites

from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.records import read_record
from acohandbook.runs.work import CAN_FORK
from surroundings import ROOT

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="Work is forked on Linux alone.")


def apart(body, seconds="30", memory="None"):
    """What ``run_apart`` says of a body of code, asked in a process that has no other children."""
    code = (
        "from acohandbook.runs.forking import run_apart\ndef work():\n"
        + textwrap.indent(textwrap.dedent(body), "    ")
        + f"\nended = run_apart(work, {seconds}, {memory})"
        + "\nprint(ended.value, '|', ended.failure, '|', ended.died)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [part.strip() for part in done.stdout.splitlines()[-1].split("|")]


def is_running(pid):
    """Whether a process still runs; one that has ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_value_comes_back():
    assert apart("return 6 * 7") == ["42", "", "False"]


def test_an_exception_is_a_failure_in_words():
    assert apart("raise ValueError('no such place')") == ["None", "ValueError: no such place", "False"]


def test_time_is_limited():
    value, failure, died = apart("import time; time.sleep(50)", seconds="0.5")
    assert (value, died) == ("None", "False")
    assert "longer than the 0.5 seconds" in failure


def test_memory_is_limited():
    value, failure, _ = apart("return len(bytearray(300_000_000))", memory="100")
    assert value == "None"
    assert "more than the 100 MB of memory" in failure


def test_a_death_is_told_from_a_failure():
    value, failure, died = apart("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert (value, died) == ("None", "True")
    assert "SIGKILL" in failure


@pytest.mark.parametrize("ending", ["return 1", "time.sleep(60)", "os.kill(os.getpid(), 9)"])
def test_children_of_the_work_end_with_it(tmp_path, ending):
    note = tmp_path / "pid"
    apart(
        f"""
        import os, subprocess, time
        left = subprocess.Popen(["sleep", "300"], start_new_session=True)
        open({str(note)!r}, "w").write(str(left.pid))
        {ending}
        """,
        seconds="1.5",
    )
    pid = int(note.read_text())
    for _ in range(100):
        if not is_running(pid):
            break
        time.sleep(0.05)
    assert not is_running(pid)


BATCH = """
import sys
from pathlib import Path
from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.chapters import Chapter
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    chapter = Chapter(1, "01_waits", folder / "01_waits.ipynb", {"site": ""})
    run_batch(Batch([folder / "sites" / "one"], folder / "runs", [chapter], engine=sys.argv[2]))
"""


@pytest.mark.parametrize(("engine", "ending"), [("fast", "KILL"), ("fast", "INT"), ("papermill", "KILL")])
def test_what_a_notebook_started_ends_with_the_batch_however_that_ends(tmp_path, engine, ending):
    make_sites(tmp_path / "sites", "one")
    note = tmp_path / "pid"
    cell = (
        "import subprocess\nleft = subprocess.Popen(['sleep', '300'], start_new_session=True)\n"
        f"with open({str(note)!r}, 'w') as file:\n    print(left.pid, file=file)\nleft.wait()"
    )
    make_chapter(tmp_path, "01_waits", cell)
    (tmp_path / "batch.py").write_text(BATCH)
    command = [sys.executable, tmp_path / "batch.py", tmp_path, engine]
    batch = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    while not (note.exists() and note.read_text().endswith("\n")):
        assert batch.poll() is None
        time.sleep(0.05)
    batch.send_signal(getattr(signal, f"SIG{ending}"))
    batch.wait()
    pid = int(note.read_text())
    for _ in range(400):
        if not is_running(pid):
            break
        time.sleep(0.05)
    assert not is_running(pid)


def test_what_a_notebook_started_ends_with_its_worker_when_that_alone_is_killed(tmp_path):
    note = tmp_path / "pids"
    cell = (
        "import os, psutil, subprocess\nleft = subprocess.Popen(['sleep', '300'], start_new_session=True)\n"
        f"with open({str(note)!r}, 'a') as file:\n    print(left.pid, file=file)\n"
        "psutil.Process().parent().kill()\nleft.wait()"
    )
    chapter = make_chapter(tmp_path, "01_kills", cell)
    assert run_batch(Batch(make_sites(tmp_path / "sites", "one"), tmp_path / "runs", [chapter])) == 1
    assert read_record(tmp_path / "runs" / "one", "01_kills").reason == "Its worker process died twice."
    pids = note.read_text().split()
    assert (len(pids), [is_running(pid) for pid in pids]) == (2, [False, False])
