"""cxlab: a laboratory for customer experience.

Three cores answer three kinds of question, and smaller rooms serve them.

- ``cx.emotions``: what do customers feel? Verbatims and journeys on Plutchik's wheel.
- ``cx.intelligibility``: could customers follow what our people said on the phone, and what does it cost when not?
- ``cx.portfolio``: do we balance the Strategic Fundamental track with the Result Driven Innovation track?
  ``cx.impact`` asks whether it helped.

Your own files come in through ``cx.read_complaints`` and its sisters; ``cx.join_calls`` brings complaints and the call
log together; ``cx.datasets`` holds simulated data to learn with. ``cx.plots`` draws, ``cx.figures.show`` shows a figure
with the words that describe it, and ``python -m cxlab report`` writes a page for people who do not use notebooks.

``cx.study`` prepares for the CCXP exam: questions with reasons, a mock exam, and what to read next.

Underneath lie rooms that all share: ``frames`` (what a valid table is), ``wheel`` (the theory of the emotions),
``intervals``, ``funnel``, ``spc``, ``timeseries``, ``agreement``, ``power``, ``mixed``, ``shrinkage`` (the
mathematics), ``language`` and ``privacy``. ``cx.journeys`` puts emotions on the steps of a customer journey;
``cx.classroom`` brings the codings of a class together; ``cx.engines`` runs the same scoring on all cores, in DuckDB or
on Spark.

Importing the package costs next to nothing: each room is loaded when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version as _version

ROOMS = (
    "agreement", "classroom", "datasets", "emotions", "engines", "figures", "frames", "funnel", "impact",
    "intelligibility", "intervals", "journeys", "language", "lessons", "lexicons", "linkage", "mixed", "plots",
    "portfolio", "power", "privacy", "readers", "report", "shrinkage", "simulate", "spc", "study", "tables", "theme",
    "timeseries", "wheel", "widgets", "workbooks",
)
FRONT_DOOR = {
    "FrameError": "frames", "check_frame": "frames",
    "describe_columns": "readers", "iter_complaints": "readers", "read_calls": "readers", "read_codings": "readers",
    "read_complaints": "readers", "read_initiatives": "readers", "read_journeys": "readers", "read_ratings": "readers",
    "read_fixes": "readers", "read_ledger": "readers",
    "join_calls": "linkage",
    "export_codes": "workbooks", "merge_corrections": "workbooks", "write_templates": "workbooks",
    "checkpoint": "lessons", "show": "figures",
}

__all__ = ["ROOMS", *ROOMS, *FRONT_DOOR]


def __getattr__(name: str):
    if name == "__version__":
        return _version("cxlab")
    if name in ROOMS:
        return import_module(f"cxlab.{name}")
    if name in FRONT_DOOR:
        return getattr(import_module(f"cxlab.{FRONT_DOOR[name]}"), name)
    raise AttributeError(f"cxlab has no {name!r}; its rooms are {', '.join(ROOMS)}")


def __dir__() -> list[str]:
    return sorted(__all__)
