"""Set, test and settle the whole population budget of an accountable care organisation.

The package is in rooms, each of which knows only those below it::

    cli -> runs -> report -> simulation -> steps -> site -> workings -> rules

Rooms and public names are loaded when they are first used, so that ``import acohandbook`` and
``acohandbook --help`` answer at once.
"""

from importlib import import_module

__version__ = "2026.11.0"

_ROOMS = ("published", "report", "resources", "rules", "runs", "simulation", "site", "steps", "workings")

# What chapters and readers use, and the module that holds it: the one list of public names.
_HELD_BY = {
    "published.emergency_attendances": ("monthly_attendances",),
    "published.evidence_tables": ("evidence_differences", "evidence_tables"),
    "report.charts": ("Chart", "bars", "bridge", "payment_curve", "stacked_years"),
    "report.charts_flows": ("sankey",),
    "report.charts_spread": ("fan", "funnel", "league"),
    "report.checks": ("faults", "faults_with", "site_tables"),
    "report.exhibits": ("Exhibit", "told"),
    "report.explorers": ("explorer",),
    "report.prose": ("findings", "proofs", "say", "standing"),
    "report.rate_charts": ("parts_of_whole", "rates_by_population"),
    "report.tracing.explaining": ("explain",),
    "report.what_if": ("what_changed", "what_if"),
    "report.words": ("millions", "number", "percent", "persons", "pounds", "title"),
    "report.xmr": ("xmr",),
    "simulation": ("assess_risk",),
    "site": ("check_site",),
    "site.national": ("national_list",),
    "site.opening": ("open_site",),
    "steps": ("run_steps",),
    "steps.gain_loss.curve": ("payment_curve_points",),
    "steps.monitoring": ("first_months", "process_chart"),
    "steps.scope": ("under_each_form", "with_contracting_form"),
    "steps.system_view": ("neighbours", "system_view"),
    "steps.version_lock": ("changed_inputs", "inputs_sha256"),
}
_PUBLIC = {name: module for module, names in _HELD_BY.items() for name in names}


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
