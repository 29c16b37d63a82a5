"""papermill without what reads notebooks in clouds, until one is read there."""

import subprocess
import sys

CODE = """
import sys
from acohandbook.runs.late import import_papermill
import_papermill()
early = {name for name in ("boto3", "azure", "gcsfs", "aiohttp") if name in sys.modules}
from papermill import iorw
store = iorw.S3()
print(sorted(early), type(store).__module__, "boto3" in sys.modules)
"""


def test_libraries_of_clouds_are_imported_when_they_are_used():
    told = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert told.stdout == "[] papermill.s3 True\n"
