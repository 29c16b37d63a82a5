"""Put the chapters and the data into the wheel as ``acohandbook/bundled``.

An editable install leaves them where they are, so that an edit to a chapter is seen at once.
"""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = ("data/evidence", "data/national", "data/sites", "data/terms")


class BundleHook(BuildHookInterface):
    """Add the bundled folders to a standard wheel."""

    def initialize(self, version, build_data):
        """Name what to include; a missing folder stops the build."""
        if version == "standard":
            # Chapters one by one: pages that a build of the book left beside them stay out.
            chapters = [f"chapters/{path.name}" for path in Path(self.root, "chapters").glob("*.ipynb")]
            build_data["force_include"].update(
                {name: f"acohandbook/bundled/{name}" for name in (*chapters, *DATA)}
            )
