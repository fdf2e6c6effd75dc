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
| your own rules | `check_codebook`, and `code_complaints(..., codebook=...)` |

What counts: the customer could not follow the employee's *speech*. What does not: jargon and unclear letters, an
employee who could not follow the customer, an accent that was no problem, a line that was cut. The causes are the
customer's reported reasons, never facts about a person; hearing is a need to be met. Nothing here ranks people.
"""

from cxlab.intelligibility.codebook import check_codebook
from cxlab.intelligibility.coding import code_complaints
from cxlab.intelligibility.evaluation import Evaluation, evaluate_codes
from cxlab.intelligibility.rates import cause_shares, rate_complaints, summarise_complaints

__all__ = ["Evaluation", "cause_shares", "check_codebook", "code_complaints", "evaluate_codes", "rate_complaints",
           "summarise_complaints"]
