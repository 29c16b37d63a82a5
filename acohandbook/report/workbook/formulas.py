"""The formula of every cell of the steps, made from the records of their columns."""

from __future__ import annotations

from math import floor

from acohandbook.report.tracing.symbols import formula_of_working
from acohandbook.report.tracing.wiring import Cell, Wiring, split_name
from acohandbook.report.workbook.excel import Argument, may_be_blank, written
from acohandbook.report.workbook.layout import Layout
from acohandbook.rules.dialect import total
from acohandbook.steps import Results
from acohandbook.workings import Table

_ROW = "\x00"  # stands for the number of the row in the formula of a column
# Excel takes 255 arguments to a function; larger sums are sums of sums.
_MOST_ARGUMENTS = 200


class Formulas:
    """Write the formulas of a workbook.

    Parameters
    ----------
    results : Results
    layout : Layout
    """

    def __init__(self, results: Results, layout: Layout):
        self.results = results
        self.layout = layout
        self.wiring = Wiring(results)
        self._blankable: dict[str, bool] = {}

    def column(self, table: Table, column: str) -> list[str]:
        """The formulas of a column that is no input, one a row."""
        verb = table.workings[column].verb
        if verb == "map":
            return self._maps(table, column)
        write = {"lookup": self._lookup, "total": self._total, "split": self._split}[verb]
        return [write(Cell(table.name, column, row)) for row in range(len(table))]

    def helpers(self, table: Table, column: str) -> list[list[str | float]]:
        """What stands beside a split: group, exact share, whole pence, remainder and order of key by row.

        Group and order of key are plain numbers, the rest formulas.
        """
        working, place = table.workings[column], self.layout.places[table.name]
        sheet = place.sheet
        amount, weight = working.inputs["amount"], working.inputs["weights"]
        keys = [str(key) for key in table[working.keys["key"]].tolist()]
        groups: dict[int, int] = {}
        rows = []
        for row in range(len(table)):
            members = self.wiring.members(Cell(table.name, column, row))
            group = groups.setdefault(members[0], len(groups) + 1)
            order = sorted(keys[member] for member in members).index(keys[row]) + 1
            size = f"ABS({self._held(table, amount, row)})"
            weights = f"SUMIFS({place.range(weight)},{place.range(f'{column}: group')},"
            weights += f"{place.reference(f'{column}: group', row, sheet)})"
            if table.unit(weight) == "gbp":
                weights = f"ROUND({weights}*100,0)"
            exact = f"{size}*IF({weights}=0,0,{self._held(table, weight, row)}/{weights})"
            exact = f"IF(ISNUMBER({place.reference(amount, row, sheet)}),{exact},-1)"
            share = place.reference(f"{column}: exact", row, sheet)
            whole = place.reference(f"{column}: whole", row, sheet)
            rows.append([group, exact, f"INT({share})", f"{share}-{whole}", order])
        return rows

    def helper_values(self, table: Table, column: str) -> list[list[float | None]]:
        """What the helpers of a split come to, by row; None for those that are typed."""
        working = table.workings[column]
        amounts, weights = (table[working.inputs[one]].tolist() for one in ("amount", "weights"))
        rows = []
        for row, (amount, weight) in enumerate(zip(amounts, weights, strict=True)):
            members = self.wiring.members(Cell(table.name, column, row))
            whole = total(weights[member] for member in members)
            exact = abs(amount) * (weight / whole if whole else 0) if amount == amount else -1
            rows.append([None, exact, floor(exact), exact - floor(exact), None])
        return rows

    def _maps(self, table: Table, column: str) -> list[str]:
        """One template for the whole column: a rule reads the cells of its own row."""
        working, place = table.workings[column], self.layout.places[table.name]

        def argument(name: str) -> Argument:
            read = working.inputs[name]
            text = place.reference(read, 0, place.sheet).removesuffix(str(place.first_row)) + _ROW
            if table.unit(read) == "gbp":
                text = f"ROUND({text}*100,0)"
            return Argument(text, self.is_blankable(f"{table.name}.{read}"))

        template = written(formula_of_working(working), argument, around=3)
        if working.unit == "gbp":
            template += "/100"
        return [template.replace(_ROW, str(place.row(row))) for row in range(len(table))]

    def _lookup(self, cell: Cell) -> str:
        found = self.wiring.found(cell)
        sheet = self.layout.places[cell.table].sheet
        formula = self.read(found, sheet)
        is_number = self.results.table(cell.table).unit(cell.column) != "text"
        if is_number and found.table == cell.table and found.row != cell.row and cell.row % 2:
            # LibreOffice works out neighbours of one formula side by side, and misreads those that lead back
            # to the row before; it takes each cell by itself where every other formula differs.
            formula += "+0"
        return formula

    def read(self, cell: Cell, sheet: str) -> str:
        """What a formula takes from a cell: text as text, and what is blank in an input as not known."""
        table = self.results.table(cell.table)
        reference = self.layout.reference(cell, sheet)
        unit = table.unit(cell.column)
        if unit == "text":
            return f'{reference}&""'
        if not cell.table.startswith("site."):
            return reference
        if unit == "flag":
            return f"IF(ISBLANK({reference}),NA(),IF({reference},1,0))"
        return f"IF(ISNUMBER({reference}),{reference},NA())"

    def _total(self, cell: Cell) -> str:
        parts = self.wiring.parts(cell)
        if not parts:
            return "0"
        name, column = parts[0].table, parts[0].column
        sheet = self.layout.places[cell.table].sheet
        areas = self.layout.places[name].areas(column, [part.row for part in parts], sheet)
        added = _function("SUM", areas)
        if self.results.table(cell.table).unit(cell.column) == "gbp":
            added = f"ROUND({added},2)"
        if name.startswith("site."):  # SUM takes an empty cell for nothing
            return f"IF({_function('COUNT', areas)}={len(parts)},{added},NA())"
        return added

    def _split(self, cell: Cell) -> str:
        table, place = self.results.table(cell.table), self.layout.places[cell.table]
        amount = table.workings[cell.column].inputs["amount"]
        here = {
            one: place.reference(f"{cell.column}: {one}", cell.row, place.sheet)
            for one in ("group", "exact", "whole", "remainder", "order")
        }
        every = {one: place.range(f"{cell.column}: {one}") for one in here}
        held = self._held(table, amount, cell.row)
        left = f"ABS({held})-SUMIFS({every['whole']},{every['group']},{here['group']})"
        before = (
            f"SUMPRODUCT(({every['group']}={here['group']})*(({every['remainder']}>{here['remainder']})"
            f"+({every['remainder']}={here['remainder']})*({every['order']}<{here['order']})))"
        )
        part = f"SIGN({held})*({here['whole']}+IF({before}<{left},1,0))"
        part += "/100" if table.unit(cell.column) == "gbp" else ""
        return f"IF({here['exact']}<0,NA(),{part})"

    def _held(self, table: Table, column: str, row: int) -> str:
        """A cell of the same row as a rule takes it: money in whole pence."""
        place = self.layout.places[table.name]
        reference = place.reference(column, row, place.sheet)
        return f"ROUND({reference}*100,0)" if table.unit(column) == "gbp" else reference

    def is_blankable(self, name: str) -> bool:
        """Whether cells of a column may be blank, now or after a change of an input."""
        if name not in self._blankable:
            self._blankable[name] = False  # an opening rests on its own closing: the first one decides
            self._blankable[name] = self._may_be_blank(name)
        return self._blankable[name]

    def _may_be_blank(self, name: str) -> bool:
        table, column = split_name(name)
        working = self.results.table(table).workings[column]
        if working.unit == "text":
            return False  # text that is blank equals no word
        if working.verb == "input":
            values = self.results.table(table)[column]
            return table.startswith("site.") or bool((values != values).any())
        if working.verb == "map":
            return may_be_blank(
                formula_of_working(working),
                lambda argument: self.is_blankable(f"{table}.{working.inputs[argument]}"),
            )
        if working.verb == "split":
            return self.is_blankable(f"{table}.{working.inputs['amount']}")
        sources = list(working.inputs.get("columns", {}).values()) or [working.inputs["column"]]
        if "otherwise" in working.inputs:
            sources.append(f"{table}.{working.inputs['otherwise']}")
        return any(self.is_blankable(source) for source in sources)


def _function(name: str, areas: list[str]) -> str:
    if len(areas) <= _MOST_ARGUMENTS:
        return f"{name}({','.join(areas)})"
    chunks = [areas[start : start + _MOST_ARGUMENTS] for start in range(0, len(areas), _MOST_ARGUMENTS)]
    return "(" + "+".join(f"{name}({','.join(chunk)})" for chunk in chunks) + ")"
