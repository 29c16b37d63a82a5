"""An outsider who has every shared table of a site and solves them together for the counts left out.

The outsider reads what was written (text of CSV, in pounds), knows the keys of every row and, from the data
dictionary, how each column is made: what is looked up where, what is summed over what, and the rules below.
Each figure left out is an unknown of its own. Whatever these equations and bounds leave open, linear
programming finds: the least and the most that each small count can be.
"""

import csv
import io
import re
from collections import defaultdict

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_matrix, vstack
from what_rules_say import RULES, Sum, only

from acohandbook.runs.outputs import table_csv

LOST = "suppressed"
COUNTS = {
    "site.practices": "registered_persons",
    "site.residence": "persons",
    "site.unregistered": "unregistered_persons",
    "site.population": "persons",
    "site.list_counts": "list_cleaning_persons",
}
SURE = 1e-5
NOT_COUNTS = ("need", "weighted", "mean_list", "minimum", "shares.persons", "shares.member_persons")


def written(results, more=()):
    """The shared tables of a site as an outsider reads them: name to rows of text."""
    tables = [*results.tables.values(), *more]
    return {table.name: list(csv.DictReader(io.StringIO(table_csv(table)))) for table in tables}


class Outsider:
    """Everything known of one site's shared tables, as linear equations and bounds."""

    def __init__(self, results, more=()):
        self.shared = written(results, more)
        self.workings = {table.name: table.workings for table in (*results.tables.values(), *more)}
        # Of the site's own tables only the keys are known: they are the keys of shared rows.
        self.keys = {name: getattr(results.site, name.partition(".")[2]) for name in COUNTS}
        self.rows_of = {name: _texts(table) for name, table in self.keys.items()}
        self.bounds = {}  # unknown -> (least, most)
        self.lines = []  # (Sum, least, most)
        self.found = {}
        self.indexes = {}
        for name, rows in self.shared.items():
            for place in range(len(rows)):
                for column, working in self.workings[name].items():
                    if working.unit != "text":
                        self._learn(name, place, column, working)
        self._learn_from_findings(results.findings)
        self._learn_from_rates()

    # --- what a cell says ------------------------------------------------------------------------------

    def cell(self, name, place, column):
        """A cell as a sum of unknowns; None for a blank or a table that is not there."""
        if name.startswith("site."):
            if name not in self.rows_of or column not in self.keys[name].columns:
                return None
            unknown = (name, place, column)
            if unknown not in self.bounds:
                self.bounds[unknown] = (0.0, np.inf)
            return Sum({unknown: 1.0})
        text = self.shared[name][place][column]
        if text == "":
            return None
        if text != LOST:
            try:
                return only(text)
            except ValueError:
                return None
        working = self.workings[name][column]
        source = self._source(name, place, working) if working.verb == "lookup" else None
        if source:
            found = self.cell(*source)
            if source[0] != "site.list_counts" and COUNTS.get(source[0]) == source[2]:
                self.bounds[source] = (1.0, np.inf)  # nobody is shown as nobody
            return found
        unknown = (name, place, column)
        people = working.unit == "persons" and not column.startswith(("difference", "true_up"))
        self.bounds.setdefault(unknown, (0.0 if people else -np.inf, np.inf))
        return Sum({unknown: 1.0})

    def _source(self, name, place, working):
        row = self.shared[name][place]
        if "columns" in working.inputs:
            full = working.inputs["columns"].get(row[working.inputs["named_by"]])
        else:
            full = working.inputs["column"]
        if full is None:
            return (name, place, working.inputs["otherwise"]) if "otherwise" in working.inputs else None
        other, _, column = full.rpartition(".")
        if other not in self.shared and other not in self.rows_of:
            return None
        there = self._index(other, tuple(working.keys)).get(
            tuple(row[here] for here in working.keys.values())
        )
        if there:
            return other, there[0], column
        return (name, place, working.inputs["otherwise"]) if "otherwise" in working.inputs else None

    def _rows(self, name):
        return self.shared[name] if name in self.shared else self.rows_of[name]

    def _index(self, name, columns):
        if (name, columns) not in self.indexes:
            index = self.indexes[name, columns] = defaultdict(list)
            for place, row in enumerate(self._rows(name)):
                index[tuple(row[column] for column in columns)].append(place)
        return self.indexes[name, columns]

    # --- what a working says -----------------------------------------------------------------------------

    def _say(self, total, least=0.0, most=0.0):
        if total is not None and total.unknowns:
            known = total.get(None, 0.0)
            self.lines.append((Sum(total.unknowns), least - known, most - known))

    def _learn(self, name, place, column, working):
        mine = self.cell(name, place, column)
        if mine is None:
            return
        if working.verb == "lookup":
            source = self._source(name, place, working)
            theirs = self.cell(*source) if source else None
            if theirs is not None:
                self._say(mine - theirs)
        elif working.verb == "total":
            self._say_total(mine, name, place, working)
        elif working.verb == "map":
            rule = RULES.get(working.rule)
            if rule:
                told = {a: self.cell(name, place, c) for a, c in working.inputs.items()}
                for said in rule(mine, **told) or ():
                    self._say(*said)

    def _say_total(self, mine, name, place, working):
        other, _, column = working.inputs["column"].rpartition(".")
        if other not in self.shared and other not in self.rows_of:
            return
        row = self.shared[name][place]
        chosen = self._index(other, tuple(working.keys)).get(
            tuple(row[here] for here in working.keys.values()), []
        )
        rows = self._rows(other)
        total = only(0)
        for there in chosen:
            if all(_same(rows[there][key], value) for key, value in working.where.items()):
                part = self.cell(other, there, column)
                if part is None:
                    return
                total = total + part
        self._say(mine - total)

    def _learn_from_findings(self, findings):
        """Areas add up to lists unless a finding names the practice; others tell who lives outside."""
        said = [finding.message for finding in findings]
        differing = " ".join(message for message in said if "differ at" in message)
        areas = defaultdict(list)
        for place, row in enumerate(self.shared["population.residence"]):
            areas[row["practice_code"]].append(self.cell("population.residence", place, "persons"))
        for place, row in enumerate(self.shared["population.practices"]):
            code = row["practice_code"]
            if code in areas and code not in differing:
                listed = self.cell("population.practices", place, "registered_persons")
                self._say(sum(areas[code], only(0)) - listed)
        for body, words in (("outside England", "outside England"), ("not a party", "is no party")):
            for message in said:
                told = re.match(r"([\d,]+) people on the ACO's lists live .*" + words, message)
                if told:
                    away = [
                        self.cell("population.residence", place, "persons")
                        for place, row in enumerate(self.shared["population.residence"])
                        if row["care_responsible_body"] == body and row["is_member"] == "1"
                    ]
                    self._say(sum(away, only(told[1].replace(",", "")) * -1))

    def _learn_from_rates(self):
        """A rate left out that money still tells narrowly says nearly as much as one that is shown."""
        for total, least, most in self.lines:
            if len(total) == 1:
                ((unknown, factor),) = total.items()
                ends = sorted((least / factor, most / factor))
                low, high = self.bounds[unknown]
                self.bounds[unknown] = max(low, ends[0]), min(high, ends[1])
        for name, rows in self.shared.items():
            for column, working in self.workings[name].items():
                if working.verb == "map" and working.rule == "population.share_rate":
                    for place in range(len(rows)):
                        rate = self.cell(name, place, column)
                        told = [
                            self.cell(name, place, working.inputs[a])
                            for a in ("part_persons", "whole_persons")
                        ]
                        if rate and rate.unknowns and None not in told:
                            (unknown,) = rate.unknowns
                            low, high = self.bounds[unknown]
                            if high - low < 1e-3:
                                self._say(told[0] - told[1] * low, 0, np.inf)
                                self._say(told[0] - told[1] * high, -np.inf, 0)

    # --- solving ------------------------------------------------------------------------------------------

    def between(self, unknown):
        """The least and the most that an unknown can be, for all that is known."""
        near = self._near(unknown)
        at = {name: place for place, name in enumerate(near)}
        lines = [line for line in self.lines if next(iter(line[0])) in at]
        if not lines:
            return self.bounds[unknown]
        matrix, low, high = lil_matrix((len(lines), len(near))), [], []
        for row, (total, least, most) in enumerate(lines):
            size = max(abs(factor) for factor in total.values())
            for name, factor in total.items():
                matrix[row, at[name]] = factor / size
            low.append(least / size - SURE)
            high.append(most / size + SURE)
        matrix = matrix.tocsr()
        above, below = np.isfinite(high), np.isfinite(low)
        rules = vstack([matrix[above], -matrix[below]])
        ends = np.concatenate([np.array(high)[above], -np.array(low)[below]])
        found = []
        for sign in (1, -1):
            goal = np.zeros(len(near))
            goal[at[unknown]] = sign
            answer = linprog(goal, rules, ends, bounds=[self.bounds[name] for name in near], method="highs")
            if answer.status == 2:
                raise AssertionError(f"the equations about {unknown} contradict each other")
            found.append(sign * answer.fun if answer.status == 0 else -sign * np.inf)
        return tuple(found)

    def _near(self, unknown):
        by_name = self.found
        if not by_name:
            for line in self.lines:
                for name in line[0]:
                    by_name.setdefault(name, []).append(line)
        near, todo = {unknown: None}, [unknown]
        while todo:
            for total, _, _ in by_name.get(todo.pop(), []):
                for name in total:
                    if name not in near:
                        near[name] = None
                        todo.append(name)
        return list(near)


def leaks(results, more=()):
    """Small counts of a site that its shared tables give away: name, count, and the bounds that are found."""
    threshold = results.site.settings.disclosure.threshold_persons
    outsider = Outsider(results, more)
    said = []
    for name, column in COUNTS.items():
        table = outsider.keys[name]
        if column not in table.columns:
            continue
        for place, count in enumerate(table[column].tolist()):
            if not 0 < count < threshold:
                continue
            unknown = (name, place, column)
            outsider.bounds.setdefault(unknown, (0.0, np.inf))
            least, most = outsider.between(unknown)
            assert least - 0.01 <= count <= most + 0.01, (unknown, count, least, most)
            if most < threshold - 0.01:
                said.append((name, outsider.rows_of[name][place], count, round(least, 3), round(most, 3)))
    for name, rows in outsider.shared.items():
        for column, working in outsider.workings[name].items():
            if working.unit == "persons" and not any(word in f"{name}.{column}" for word in NOT_COUNTS):
                said += [
                    (name, column, row[column])
                    for row in rows
                    if row[column] not in ("", LOST) and 0 < float(row[column]) < threshold
                ]
    return said


def _texts(table):
    return [
        dict(zip(table.keys, map(str, row), strict=True))
        for row in zip(*(table[key].tolist() for key in table.keys), strict=True)
    ]


def _same(text, value):
    if text == str(value):
        return True
    try:
        return float(text) == float(value)
    except (TypeError, ValueError):
        return False
