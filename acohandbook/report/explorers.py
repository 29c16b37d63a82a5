"""Explorers: one call that reads as a table and a chart, and moves on the page and in a live notebook.

The committed output of a cell is HTML without any script: a table, a chart and what they say, with the
controls hidden and the inputs in an attribute. Where our script is on the page, it shows the controls and
answers them by running the very same functions under MicroPython. Where a person sits at a live notebook,
the same call shows ipywidgets bound to the same function.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from acohandbook.report import explorer_inputs
from acohandbook.report.explorer_controls import Control
from acohandbook.report.page.drawing import escape
from acohandbook.report.page.explorers import answer_text

if TYPE_CHECKING:
    from acohandbook.steps import Results

TITLES = {
    "attribution": "another attribution key",
    "growth": "cost, affordability and the rule between them",
    "improvement": "how measures are scored and paid",
    "gain_loss": "the terms of sharing",
    "risk_corridor": "how much of a saving is chance",
    "settlement": "people and measures at settlement",
}


class Explorer:
    """A table and a chart with controls.

    ``answer(**chosen)`` gives what the page shows for some positions of the controls: what it says, its
    figures and its HTML.
    """

    def __init__(self, name: str, inputs: dict, controls: list[Control], live: bool):
        self.name, self.inputs, self.controls, self.live = name, inputs, controls, live
        self._rule: Callable = import_module(f"acohandbook.report.page.{name}").answer

    @property
    def chosen(self) -> dict[str, float | str]:
        """The positions at which the controls start."""
        return {control.name: control.value for control in self.controls}

    def answer(self, **chosen: float | str) -> dict:
        """What is shown when some controls are moved.

        Raises
        ------
        ValueError
            When there is no such control.
        """
        unknown = ", ".join(sorted(set(chosen) - set(self.chosen)))
        if unknown:
            raise ValueError(
                f"The explorer {self.name} has no control {unknown}; it has {', '.join(self.chosen)}."
            )
        return json.loads(answer_text(self.name, self._rule, self.inputs, json.dumps(self.chosen | chosen)))

    def __repr__(self) -> str:
        moved = "; ".join(control.label for control in self.controls)
        return f"Explore {TITLES[self.name]}.\n{self.answer()['says']}\nControls on the page: {moved}."

    def _repr_html_(self) -> str:
        found = self.answer()
        inputs = json.dumps(self.inputs, ensure_ascii=False, separators=(",", ":"))
        controls = "".join(_control_html(self.name, one, found["outputs"]) for one in self.controls)
        return (
            f'<section class="aco-explorer" data-explorer="{self.name}" data-inputs="{escape(inputs)}" '
            f'aria-label="Explore {TITLES[self.name]}">'
            f'<p class="aco-explorer-title">Explore {TITLES[self.name]}</p>'
            f'<form class="aco-explorer-controls" hidden>{controls}'
            f'<p><button type="reset">Back to the start</button></p></form>'
            f'<p class="aco-explorer-says" role="status">{escape(found["says"])}</p>'
            f'<div class="aco-explorer-result">{found["html"]}</div></section>'
        )

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        bundle = {"text/plain": repr(self), "text/html": self._repr_html_()}
        if self.live:
            from acohandbook.report.explorer_widgets import explorer_widget

            bundle |= explorer_widget(self)._repr_mimebundle_()
        return bundle


def explorer(name: str, results: Results, live: bool | None = None) -> Explorer | Nothing:
    """A table and a chart that a reader can move.

    Parameters
    ----------
    name : str
        attribution, growth, improvement, gain_loss, risk_corridor or settlement.
    results : Results
        What ``run_steps`` returned for a site.
    live : bool, optional
        Show ipywidgets. By default they are shown where a person sits at the notebook (the kernel was asked
        by a front end that takes typed input) and ipywidgets is installed; a chapter that is run to be
        published, tested or put in a batch is asked by a program, and shows the page's HTML.

    Raises
    ------
    ValueError
        When there is no such explorer.
    """
    if name not in TITLES:
        raise ValueError(f"There is no explorer {name!r}; there are: {', '.join(TITLES)}.")
    offer = getattr(explorer_inputs, name)(results)
    if offer is None:
        return Nothing(f"This site holds nothing yet to explore {TITLES[name]} with.")
    return Explorer(name, *offer, live=_someone_is_there() if live is None else live)


class Nothing:
    """A sentence in place of an explorer for which a site holds nothing."""

    def __init__(self, text: str):
        self.text = text

    def answer(self, **_: float | str) -> dict:
        """The sentence, and no figures."""
        return {"says": self.text, "figures": {}}

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.text)}</p>"


def _someone_is_there() -> bool:
    """Whether a person, rather than a program, asked for this cell, in a front end that can show widgets."""
    try:
        import ipywidgets  # noqa: F401
        from IPython import get_ipython

        kernel = get_ipython().kernel
    except (ImportError, AttributeError):
        return False
    asked = kernel.get_parent("shell") or {}
    return bool(asked.get("content", {}).get("allow_stdin"))


def _control_html(explorer_name: str, control: Control, outputs: dict[str, str]) -> str:
    place = f"explorer-{explorer_name}-{control.name}"
    label = f'<label for="{place}">{escape(control.label)}</label>'
    if control.options:
        options = "".join(
            f'<option value="{escape(value)}"{" selected" if value == control.value else ""}>{escape(words)}'
            f"</option>"
            for value, words in control.options.items()
        )
        listed = f'<select id="{place}" name="{control.name}">{options}</select>'
        return f'<div class="aco-control">{label}{listed}</div>'
    said = escape(outputs[control.name])
    return (
        f'<div class="aco-control">{label}<input type="range" id="{place}" name="{control.name}" '
        f'min="{control.low:g}" max="{control.high:g}" step="{control.step:g}" value="{control.value:.10g}" '
        f'aria-valuetext="{said}"><output for="{place}">{said}</output></div>'
    )
