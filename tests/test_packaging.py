"""The wheel carries the chapters and the data, and finds them where it is installed."""

import os
import subprocess
import sys
import zipfile

import pytest

from surroundings import ROOT


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with the unpacked wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        folder,
        ROOT,
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(folder / "site-packages")
    return folder / "site-packages"


def test_wheel_holds_what_it_bundles_and_nothing_built(installed):
    bundled = installed / "acohandbook" / "bundled"
    for kind, pattern in {
        "chapters": "*.ipynb",
        "data/national": "*.csv",
        "data/sites": "*/*.csv",
        "data/terms": "*.toml",
    }.items():
        held = {path.relative_to(bundled / kind) for path in (bundled / kind).glob(pattern)}
        assert held == {path.relative_to(ROOT / kind) for path in (ROOT / kind).glob(pattern)}
        assert held
    assert not (bundled / "chapters" / "reference").exists()
    assert {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")} == {
        "acohandbook"
    }


def test_installed_package_finds_its_folders(installed):
    code = (
        "from acohandbook import resources\n"
        "for name in ('chapters', 'data/national', 'data/sites', 'data/terms'):\n"
        "    print(resources.folder(name))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed.parent,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    bundled = installed / "acohandbook" / "bundled"
    assert done.stdout.split() == [
        str(bundled / name) for name in ("chapters", "data/national", "data/sites", "data/terms")
    ]
