"""Draw what the subjects computed.

Each ``plot_x(table, *, ax=None)`` draws the table it is given on matplotlib axes and returns them; it computes
nothing, shows nothing and saves nothing. Beside each stands ``alt_x(table)``: the same figure in words, made from the
numbers. :func:`cxlab.figures.show` brings the two together.
"""

from __future__ import annotations

from importlib import import_module

_ROOM_OF = {
    "plot_wheel": "wheel", "alt_wheel": "wheel", "plot_wheels": "wheel", "alt_wheels": "wheel",
    "plot_wheel_difference": "wheel", "alt_wheel_difference": "wheel", "wheel_svg": "wheel",
    "plot_journey": "journeys", "alt_journey": "journeys", "plot_heat_strip": "journeys", "alt_heat_strip": "journeys",
    "plot_transitions": "transitions", "alt_transitions": "transitions",
    "plot_gap": "journeys", "alt_gap": "journeys", "plot_trend": "journeys", "alt_trend": "journeys",
    "plot_rates": "intelligibility", "alt_rates": "intelligibility",
    "plot_causes": "intelligibility", "alt_causes": "intelligibility",
    "plot_balance": "portfolio", "alt_balance": "portfolio",
    "plot_plan": "portfolio", "alt_plan": "portfolio", "plot_frontier": "portfolio", "alt_frontier": "portfolio",
    "plot_core_index": "portfolio", "alt_core_index": "portfolio",
    "plot_tornado": "portfolio", "alt_tornado": "portfolio",
    "plot_ledger": "proof", "alt_ledger": "proof", "plot_results": "proof", "alt_results": "proof",
    "plot_waits": "proof", "alt_waits": "proof", "plot_pareto": "proof", "alt_pareto": "proof",
    "plot_burn_up": "proof", "alt_burn_up": "proof", "plot_claim": "proof", "alt_claim": "proof",
    "plot_funnel": "effects", "alt_funnel": "effects", "plot_chart": "effects", "alt_chart": "effects",
    "plot_forest": "effects", "alt_forest": "effects", "plot_cost": "effects", "alt_cost": "effects",
    "plot_change": "effects", "alt_change": "effects",
    "plot_class_agreement": "classroom", "alt_class_agreement": "classroom",
    "plot_areas": "study", "alt_areas": "study", "plot_items": "study", "alt_items": "study",
}

__all__ = ["alt_areas", "alt_balance", "alt_burn_up", "alt_causes", "alt_change", "alt_chart", "alt_claim",
           "alt_class_agreement", "alt_core_index", "alt_cost", "alt_forest", "alt_frontier", "alt_funnel", "alt_gap",
           "alt_heat_strip", "alt_items", "alt_journey", "alt_ledger", "alt_pareto", "alt_plan", "alt_rates",
           "alt_results", "alt_tornado", "alt_transitions", "alt_trend", "alt_waits", "alt_wheel",
           "alt_wheel_difference", "alt_wheels", "plot_areas", "plot_balance", "plot_burn_up", "plot_causes",
           "plot_change", "plot_chart", "plot_claim", "plot_class_agreement", "plot_core_index", "plot_cost",
           "plot_forest", "plot_frontier", "plot_funnel", "plot_gap", "plot_heat_strip", "plot_items", "plot_journey",
           "plot_ledger", "plot_pareto", "plot_plan", "plot_rates", "plot_results", "plot_tornado", "plot_transitions",
           "plot_trend", "plot_waits", "plot_wheel", "plot_wheel_difference", "plot_wheels", "wheel_svg"]


def __getattr__(name: str):
    if name in _ROOM_OF:
        return getattr(import_module(f"cxlab.plots.{_ROOM_OF[name]}"), name)
    raise AttributeError(f"cxlab.plots has no {name!r}; it has {', '.join(sorted(_ROOM_OF))}")


def __dir__() -> list[str]:
    return sorted(__all__)
