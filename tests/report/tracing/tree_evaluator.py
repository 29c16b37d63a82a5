"""Works figures out again from an explanation alone: plain data in, numbers out, no package.

It knows the note that comes with every explanation and nothing else: no results, no tables, no rules.
"""

import ast
import math
import operator

OPERATORS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip


def half_away(value):
    """Round to a whole number as a worksheet does, which counts 28.499999999999996 as 28.5."""
    if value != value:
        return value
    size = abs(value)
    nudged = size + min(size * 2.0**-50, 0.25)
    whole = math.floor(size) + (1 if nudged - math.floor(size) >= 0.5 else 0)
    return -float(whole) if value < 0 else float(whole)


def smaller(first, second):
    return math.nan if math.isnan(first) or math.isnan(second) else min(first, second)


def larger(first, second):
    return math.nan if math.isnan(first) or math.isnan(second) else max(first, second)


FUNCTIONS = {
    "minimum": smaller, "maximum": larger, "floor": math.floor, "round": half_away,
    "known": lambda value: 0 if value != value else 1,
}  # fmt: skip


class TreeEvaluator:
    """Evaluate cells of an explanation by name; money in whole pence."""

    def __init__(self, explanation):
        self.cells = explanation["cells"]
        self._known = {}
        self._parsed = {}

    def value(self, name):
        if name not in self._known:
            cell = self.cells[name]
            self._known[name] = getattr(self, f"_{cell['verb']}")(cell)
        return self._known[name]

    def stated(self, name):
        """What the explanation itself says the cell is, as a number to compare with."""
        cell = self.cells[name]
        if cell["unit"] == "text":
            return cell["value"]
        if cell["value"] is None:
            return math.nan
        return float(round(cell["value"] * 100)) if cell["unit"] == "gbp" else cell["value"]

    def _input(self, cell):
        if cell["unit"] == "text":
            return cell["value"]
        if cell["value"] is None:
            return math.nan
        return float(round(cell["value"] * 100)) if cell["unit"] == "gbp" else cell["value"]

    def _lookup(self, cell):
        return self.value(cell["reads"])

    def _total(self, cell):
        whole = 0.0
        for part in cell["parts"]:
            whole += self.value(part)
        return whole

    def _split(self, cell):
        amount = self.value(cell["amount"])
        if math.isnan(amount):
            return amount
        weights = {key: self.value(name) for key, name in cell["weights"].items()}
        whole = 0.0
        for key in sorted(weights):
            whole += weights[key]
        if amount == 0:
            return 0.0
        exact = {key: abs(amount) * (weight / whole) for key, weight in weights.items()}
        parts = {key: math.floor(share) for key, share in exact.items()}
        left = int(abs(amount)) - sum(parts.values())
        for key in sorted(exact, key=lambda key: (-(exact[key] % 1), key))[:left]:
            parts[key] += 1
        return math.copysign(parts[cell["key"]], amount) + 0.0

    def _map(self, cell):
        formula = cell["formula"]
        if formula not in self._parsed:
            self._parsed[formula] = ast.parse(formula, mode="eval").body
        return self._worked(self._parsed[formula], cell["inputs"])

    def _worked(self, tree, inputs):
        if isinstance(tree, ast.Constant):
            return tree.value
        if isinstance(tree, ast.Name):
            return self.value(inputs[tree.id])
        if isinstance(tree, ast.UnaryOp):
            return -self._worked(tree.operand, inputs)
        if isinstance(tree, ast.BinOp):
            sides = self._worked(tree.left, inputs), self._worked(tree.right, inputs)
            return OPERATORS[type(tree.op)](*sides)
        if isinstance(tree, ast.Compare):
            sides = self._worked(tree.left, inputs), self._worked(tree.comparators[0], inputs)
            return OPERATORS[type(tree.ops[0])](*sides)
        name, arguments = tree.func.id, tree.args
        if name == "where":
            chosen = arguments[1] if self._worked(arguments[0], inputs) else arguments[2]
            return self._worked(chosen, inputs)
        return FUNCTIONS[name](*(self._worked(argument, inputs) for argument in arguments))
