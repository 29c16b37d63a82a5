"""Set, test and settle the whole population budget of an accountable care organisation.

The package is in rooms, each of which knows only those below it::

    cli -> runs -> report -> simulation -> steps -> site -> workings -> rules

Rooms and public names are loaded when they are first used, so that ``import acohandbook`` and
``acohandbook --help`` answer at once.
"""

from importlib import import_module

__version__ = "2026.11.0"

_ROOMS = ("published", "report", "resources", "rules", "runs", "simulation", "site", "steps", "workings")

# What chapters and readers use, and the room that holds it.
_PUBLIC = {
    **dict.fromkeys(("evidence_differences", "evidence_tables"), "published.evidence_tables"),
    **dict.fromkeys(("parts_of_whole", "rates_by_population"), "report.rate_charts"),
    "explain": "report.tracing.explaining",
    "first_months": "steps.monitoring",
    "check_site": "site",
    **dict.fromkeys(("faults", "faults_with", "site_tables"), "report.checks"),
    "monthly_attendances": "published.emergency_attendances",
    "national_list": "site.national",
    "open_site": "site.opening",
    "payment_curve_points": "steps.gain_loss.curve",
    "process_chart": "steps.monitoring",
    "assess_risk": "simulation",
    "run_steps": "steps",
    **dict.fromkeys(("neighbours", "system_view"), "steps.system_view"),
    "what_changed": "report.what_if",
    "what_if": "report.what_if",
    "with_contracting_form": "steps.scope",
    "xmr": "report.xmr",
    **dict.fromkeys(
        (
            "Chart",
            "Exhibit",
            "bars",
            "bridge",
            "explorer",
            "fan",
            "findings",
            "funnel",
            "league",
            "millions",
            "number",
            "payment_curve",
            "percent",
            "persons",
            "pounds",
            "proofs",
            "sankey",
            "say",
            "stacked_years",
            "standing",
            "title",
        ),
        "report",
    ),
}


def __getattr__(name):
    """Load a room or a public name at its first use (PEP 562)."""
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name in _PUBLIC:
        return getattr(import_module(f"{__name__}.{_PUBLIC[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    """List the version, the rooms and the public names, loaded or not."""
    return sorted({*globals(), *_ROOMS, *_PUBLIC})
