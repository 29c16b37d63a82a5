"""The tiny site as a folder, to be spoilt one cell, row, file or key at a time."""

import csv
from pathlib import Path

from tiny import tiny_settings, tiny_tables


class TinyFolder:
    """A copy of the tiny site on disk. Rows are counted as a spreadsheet does: the header is row 1."""

    def __init__(self, path: Path):
        from acohandbook.site import write_parts

        self.path = write_parts(tiny_settings(), tiny_tables(), path)

    def file(self, table: str) -> Path:
        return self.path / f"{table}.csv"

    def grid(self, table: str) -> list[list[str]]:
        with self.file(table).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def keep(self, table: str, grid: list[list[str]]) -> None:
        with self.file(table).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(grid)

    def cell(self, table: str, row: int, column: str, value: str) -> None:
        """Overwrite one cell."""
        grid = self.grid(table)
        grid[row - 1][grid[0].index(column)] = value
        self.keep(table, grid)

    def column(self, table: str, column: str, value: str) -> None:
        """Overwrite a whole column."""
        for row in range(2, len(self.grid(table)) + 1):
            self.cell(table, row, column, value)

    def rename_column(self, table: str, column: str, name: str) -> None:
        grid = self.grid(table)
        grid[0][grid[0].index(column)] = name
        self.keep(table, grid)

    def drop_column(self, table: str, column: str) -> None:
        grid = self.grid(table)
        position = grid[0].index(column)
        self.keep(table, [row[:position] + row[position + 1 :] for row in grid])

    def drop_row(self, table: str, row: int) -> None:
        grid = self.grid(table)
        del grid[row - 1]
        self.keep(table, grid)

    def add_row(self, table: str, like: int, **changes: str) -> None:
        """Add a row at the end that is like another but for some cells."""
        grid = self.grid(table)
        row = list(grid[like - 1])
        for column, value in changes.items():
            row[grid[0].index(column)] = value
        self.keep(table, [*grid, row])

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace some text of a file, which must be there."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old!r}"
        (self.path / file).write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    def raw(self, file: str, data: bytes) -> None:
        """Overwrite a file with bytes."""
        (self.path / file).write_bytes(data)
