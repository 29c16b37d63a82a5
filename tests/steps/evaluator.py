"""Works a figure out again from its record alone, one cell at a time, with plain numbers.

It shares nothing with the tables' own verbs: no arrays, no grouping, no indexes built by them. What it
reads are the records, and the values of ``input`` columns.
"""

import math
from importlib import import_module


class Evaluator:
    """Evaluate cells of a site's results from the records.

    Parameters
    ----------
    results : Results
    """

    def __init__(self, results):
        self.results = results
        self._known = {}
        self._indexes = {}

    def cell(self, table, column, row):
        """The value of one cell: money in whole pence."""
        place = (table.name, column, row)
        if place not in self._known:
            self._known[place] = getattr(self, f"_{table.workings[column].verb}")(table, column, row)
        return self._known[place]

    def _input(self, table, column, row):
        return table[column].tolist()[row]

    def _map(self, table, column, row):
        working = table.workings[column]
        module, _, name = working.rule.rpartition(".")
        rule = getattr(import_module(f"acohandbook.rules.{module}"), name)
        return rule(**{argument: self.cell(table, here, row) for argument, here in working.inputs.items()})

    def _lookup(self, table, column, row):
        working = table.workings[column]
        if "columns" in working.inputs:
            label = self.cell(table, working.inputs["named_by"], row)
            source = working.inputs["columns"].get(label)
        else:
            source = working.inputs["column"]
        if source is not None:
            other_name, _, read = source.rpartition(".") if source.count(".") == 2 else _settings(source)
            other = self.results.table(other_name)
            wanted = tuple(self.cell(table, here, row) for here in working.keys.values())
            found = self._index(other, tuple(working.keys)).get(wanted, [])
            assert len(found) <= 1, f"{working.name} finds {len(found)} rows"
            if found:
                return self.cell(other, read, found[0])
        return self.cell(table, working.inputs["otherwise"], row)

    def _total(self, table, column, row):
        working = table.workings[column]
        other_name, _, read = working.inputs["column"].rpartition(".")
        other = self.results.table(other_name)
        wanted = tuple(self.cell(table, here, row) for here in working.keys.values())
        parts = [
            self.cell(other, read, position)
            for position in self._index(other, tuple(working.keys)).get(wanted, [])
            if all(self.cell(other, there, position) == value for there, value in working.where.items())
        ]
        whole = 0.0
        for part in sorted(parts):  # from the smallest up: no order of rows matters
            whole += part
        return whole

    def _split(self, table, column, row):
        working = table.workings[column]
        within, key = working.keys["within"], working.keys["key"]
        group = tuple(self.cell(table, name, row) for name in within)
        members = self._index(table, within)[group]
        amount = self.cell(table, working.inputs["amount"], row)
        weights = [self.cell(table, working.inputs["weights"], member) for member in members]
        keys = [str(self.cell(table, key, member)) for member in members]
        # Largest remainder written a second time, from its definition.
        whole = math.fsum(weights)
        if amount == 0:
            parts = dict.fromkeys(keys, 0.0)
        else:
            exact = [abs(amount) * (weight / whole) for weight in weights]
            parts = {k: float(math.floor(e)) for k, e in zip(keys, exact, strict=True)}
            left = round(abs(amount) - sum(parts.values()))
            ranked = sorted(zip(keys, exact, strict=True), key=lambda pair: (-(pair[1] % 1), pair[0]))
            for k, _ in ranked[:left]:
                parts[k] += 1
        return math.copysign(1, amount) * parts[str(self.cell(table, key, row))]

    def _index(self, table, columns):
        place = (table.name, columns)
        if place not in self._indexes:
            index = {}
            for row in range(len(table)):
                index.setdefault(tuple(self.cell(table, name, row) for name in columns), []).append(row)
            self._indexes[place] = index
        return self._indexes[place]


def _settings(source):
    """``site.settings.rules.floor_rate``: the columns of the settings have dots in their names."""
    first, second, rest = source.split(".", 2)
    return f"{first}.{second}", ".", rest
