"""Simulated data of which the truth is known.

A lesson can check its answer only when somebody knows the right one. This room makes the tables of Brightpolder, an
energy and internet company that does not exist, and keeps the truth beside them: which customer could follow the
employee, what each text expresses, how much a training really did. The true values are arguments, so a class can
change them and look again.

Everything comes from the seed: the same seed gives the same tables on every machine.
"""

from cxlab.simulate.calls import simulate_calls
from cxlab.simulate.classes import ClassSet, simulate_class
from cxlab.simulate.codings import simulate_codings
from cxlab.simulate.company import Company, simulate_company
from cxlab.simulate.complaints import simulate_complaints
from cxlab.simulate.initiatives import simulate_backlog, simulate_initiatives, simulate_ledger
from cxlab.simulate.journeys import simulate_journeys
from cxlab.simulate.ratings import simulate_ratings

__all__ = ["ClassSet", "Company", "simulate_backlog", "simulate_calls", "simulate_class", "simulate_codings",
           "simulate_company", "simulate_complaints", "simulate_initiatives", "simulate_journeys",
           "simulate_ledger", "simulate_ratings"]
