"""Could customers follow what our people said, and what does the text give as the reason?

A customer who could not make out the employee's words calls again, or gives up. This room finds those complaints in
what customers write, in English and Dutch, and counts them.

| You want | Ask for |
|---|---|
| a code for each text: complaint, no, unclear | `code_complaints` |
| how many complaints, and their share of the texts | `summarise_complaints` |
| complaints per 1,000 calls, team by team | `rate_complaints` |
| the reasons that customers give | `cause_shares` |
| how good the codes are | `evaluate_codes` |
| shares and rates without the coder's error | `correct_rates`, or `evaluation=` in the two above |
| your own rules | `check_codebook`, and `code_complaints(..., codebook=...)` |
| teams compared fairly, the line first | `adjust_rates`, `measure_line` |
| the second call and its cost | `repeat_call_effect`, `repeat_call_cost`, `find_repeats` |
| did the training help? | `did_it_help` |
| to ask customers | `suggest_questions`, `check_question`, `answers_needed`, `smallest_effect` |
| to listen back, blind | `draw_listening_sample`, `coding_sheet`, `score_listening` |

What counts: the customer could not follow the employee's *speech*. What does not: jargon and unclear letters, an
employee who could not follow the customer, an accent that was no problem, a line that was cut. The causes are the
customer's reported reasons, never facts about a person; hearing is a need to be met. Nothing here ranks people.
"""

from cxlab.intelligibility.asking import answers_needed, check_question, smallest_effect, suggest_questions
from cxlab.intelligibility.codebook import check_codebook
from cxlab.intelligibility.coding import code_complaints
from cxlab.intelligibility.correction import Correction, correct_rates
from cxlab.intelligibility.effects import (
    RepeatCost,
    RepeatEffect,
    adjust_rates,
    find_repeats,
    measure_line,
    repeat_call_cost,
    repeat_call_effect,
)
from cxlab.intelligibility.evaluation import Evaluation, evaluate_codes
from cxlab.intelligibility.helping import DidItHelp, did_it_help
from cxlab.intelligibility.listening import (
    Listened,
    ListeningSample,
    coding_sheet,
    draw_listening_sample,
    score_listening,
)
from cxlab.intelligibility.rates import cause_shares, rate_complaints, summarise_complaints

__all__ = ["Correction", "DidItHelp", "Evaluation", "Listened", "ListeningSample", "RepeatCost", "RepeatEffect",
           "adjust_rates", "answers_needed", "cause_shares", "check_codebook", "check_question", "code_complaints",
           "coding_sheet", "correct_rates", "did_it_help", "draw_listening_sample", "evaluate_codes", "find_repeats",
           "measure_line", "rate_complaints", "repeat_call_cost", "repeat_call_effect", "score_listening",
           "smallest_effect", "suggest_questions", "summarise_complaints"]
