"""Is the work on two speeds in balance, and what fits together?

Customer experience work runs on two tracks. The Strategic Fundamental track is slow: what we promise, how we listen,
principles, culture, the business case. The Result Driven Innovation track is fast: calling customers back, repairing
what is broken, trying prototypes and scaling those that work. Both are needed, and most teams find that the second
gets less than they thought.

| You ask | Use |
|---|---|
| Which track is this activity? | `code_track` proposes one and shows the words, or abstains |
| Which share has each track, of activities and of effort, now and per quarter? | `measure_balance` |
| What does our list say to the three questions? | `three_questions` |
| What would a plan look like that fits capacity, order and balance? | `select_initiatives` |
| Why is this one not in the plan? | `why_not` |
| What do near and long term cost each other, and what does a band cost? | `trade_off_curve`, `price_of_balance` |
| Would going down a ranked list have done as well? | `compare_rules` |
| Which belong in the plan whatever the scores, and what may plans turn out? | `robust_selection`, `scenario_values` |
| Is it worth trying before scaling? | `experiment_value` |
| What was promised, what came of it, and how long does it take? | `measure_ledger` |
| Which complaints are most common, whose are they, and did the fixes hold? | `complaint_backlog` |
| How does such a complaint become an initiative? | `themes_to_initiatives` |

No function says what the balance should be: the two-speed idea names no numbers. Set a band yourself and it is held
against it. A list of initiatives is complete, so no interval here is about sampling: intervals say what wrong effort
estimates and wrong tracks would do.

References
----------
Bloem N (2021). Two speeds of customer experience management (blog).
"""

from cxlab.portfolio.backlog import Backlog, complaint_backlog, themes_to_initiatives
from cxlab.portfolio.balance import Balance, measure_balance, running_in
from cxlab.portfolio.coding import code_track, find_themes
from cxlab.portfolio.doubt import Experiment, Robust, Scenarios, experiment_value, robust_selection, scenario_values
from cxlab.portfolio.ledger import Ledger, measure_ledger
from cxlab.portfolio.questions import Sheet, three_questions
from cxlab.portfolio.selection import Selection, select_initiatives
from cxlab.portfolio.tradeoff import (
    Comparison,
    Frontier,
    Price,
    Reason,
    compare_rules,
    price_of_balance,
    trade_off_curve,
    why_not,
)

__all__ = ["Backlog", "Balance", "Comparison", "Experiment", "Frontier", "Ledger", "Price", "Reason", "Robust",
           "Scenarios", "Selection", "Sheet", "code_track", "compare_rules", "complaint_backlog", "experiment_value",
           "find_themes", "measure_balance", "measure_ledger", "price_of_balance", "robust_selection", "running_in",
           "scenario_values", "select_initiatives", "themes_to_initiatives", "three_questions", "trade_off_curve",
           "why_not"]
