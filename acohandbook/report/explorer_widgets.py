"""An explorer in a live notebook: ipywidgets bound to the function that the page runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets

from acohandbook.report.page.drawing import escape

if TYPE_CHECKING:
    from acohandbook.report.explorers import Explorer

_WIDE = {"description_width": "initial"}


def explorer_widget(explorer: Explorer) -> ipywidgets.VBox:
    """The controls of an explorer above its words, table and chart; every move draws them again."""
    moved = [_widget(control) for control in explorer.controls]
    shown = ipywidgets.HTML()

    def redraw(_=None) -> None:
        chosen = {control.name: one.value for control, one in zip(explorer.controls, moved, strict=True)}
        found = explorer.answer(**chosen)
        shown.value = f"<p><strong>{escape(found['says'])}</strong></p>{found['html']}"

    for one in moved:
        one.observe(redraw, names="value")
    redraw()
    return ipywidgets.VBox([*moved, shown])


def _widget(control):
    shape = {"description": control.label, "style": _WIDE, "layout": ipywidgets.Layout(width="40rem")}
    if control.options:
        options = [(words, value) for value, words in control.options.items()]
        return ipywidgets.Dropdown(options=options, value=control.value, **shape)
    return ipywidgets.FloatSlider(
        value=control.value, min=control.low, max=control.high, step=control.step,
        readout_format=".2f", **shape,
    )  # fmt: skip
