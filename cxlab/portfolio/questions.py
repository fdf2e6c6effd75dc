"""The three questions to ask of a portfolio, and the three things expected of CX professionals, with evidence."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlab.frames import INNOVATION, check_frame
from cxlab.portfolio.asked import check_told
from cxlab.portfolio.balance import measure_balance
from cxlab.portfolio.coding import find_themes

DELIVERED = ("delivered", "measured", "told")
MEASURED = ("measured", "told")
QUESTIONS = (
    "Do we deliver enough results that customers notice directly?",
    "Which share of our activities is in each track?",
    "What can we improve, so that customers notice more?",
    "Do our efforts serve the business outcomes that the board wants?",
    "Do we build a workforce that is engaged with the customer?",
    "Do we lead innovation: fix what is broken and try what is new?",
)


@dataclass(frozen=True, eq=False)
class Sheet:
    """An evidence sheet: six questions, what the list says about each, and what it cannot say.

    Attributes
    ----------
    table : DataFrame
        One row a question. `topic` ("results", "balance", "improve", "outcomes", "workforce", "innovation"),
        `question`, `evidence` (a sentence), `number` (initiatives that speak for a yes, for "improve" those with a
        step open; missing where the list says nothing), `n` (out of how many), `n_missing` (initiatives whose entry
        is missing), `what_is_missing` (a sentence).
    text : str
        The same in a few sentences, plainest first.
    """

    table: pd.DataFrame
    text: str


def three_questions(initiatives, *, target: int | None = None, band=None, language="auto", estimate_error: float = 0.3,
                    seed: int = 0) -> Sheet:
    """Lay the evidence of a list of initiatives beside the questions that a CX team should ask itself.

    Three questions come from the idea of two speeds: whether customers notice enough, how activities divide over the
    tracks, and what to improve. Three more are the things that CX professionals are expected to do: serve the outcomes
    that the business wants, engage the workforce, and lead innovation. The sheet answers none of them for you. It
    gives the count that the list supports and says what the list is silent about.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        As the contract ``initiatives`` says. The more of `status`, `description`, `owner_role`, `value`,
        `customers_reached`, `effort_fte` and `duration_quarters` there is, the more it can say.
    target : int, optional
        How many delivered results you call enough. Without it "enough" is not judged.
    band : (low, high), optional
        Your band for the share of Result Driven Innovation; see :func:`measure_balance`.
    language : {"auto", "en", "nl"} or Series
        Language of the descriptions.
    estimate_error : float
        As for :func:`measure_balance`.
    seed : int
        As for :func:`measure_balance`.

    Returns
    -------
    Sheet
        `.table` (six rows) and `.text`.

    Raises
    ------
    FrameError
        If the table does not hold to its contract.
    ValueError
        If `target` is no whole number of 0 or more.

    Notes
    -----
    Delivered means a status of delivered, measured or told. Themes are found in the descriptions by the codebooks of
    :func:`code_track`; an activity that words it otherwise is not seen. A missing entry counts as missing, never as no.
    The list is complete, so the counts carry no sampling error.

    References
    ----------
    Bloem N (2021). Two speeds of customer experience management (blog): the three questions and, after Walker, the
    three expectations; here in our own words.

    Examples
    --------
    >>> import pandas as pd
    >>> plan = pd.DataFrame({"initiative": ["Principles", "Call back"],
    ...                      "track": ["Strategic Fundamental", "Result Driven Innovation"],
    ...                      "status": ["started", "delivered"]})
    >>> three_questions(plan, target=3).table.loc[:2, ["topic", "number", "n", "n_missing"]]
         topic  number  n  n_missing
    0  results       1  1          0
    1  balance       1  2          0
    2  improve       1  1          0
    """
    check_told("cx.portfolio.three_questions(initiatives)", initiatives=initiatives)
    plan = check_frame(initiatives, "initiatives")
    if target is not None and (isinstance(target, bool) or not isinstance(target, int) or target < 0):
        raise ValueError(f"target is {target!r}; expected a whole number of delivered results, for example 6")
    themes = _themes(plan, language)
    rows = [
        _results(plan, target),
        _balance(plan, band, estimate_error, seed),
        _improve(plan),
        _outcomes(plan, themes),
        _workforce(plan, themes),
        _innovation(plan, themes),
    ]
    table = pd.DataFrame(rows, columns=["topic", "evidence", "number", "n", "n_missing", "what_is_missing"])
    table.insert(1, "question", QUESTIONS)
    silent = (table["n_missing"] == table["n"]) & (table["n"] > 0)
    table["number"] = table["number"].astype("Int64").mask(silent)
    table.loc[silent, "evidence"] = "The list does not say."
    return Sheet(table, " ".join(table.loc[:2, "evidence"]) + " " + table.loc[0, "what_is_missing"])


def _results(plan, target) -> tuple:
    mine = plan[plan["track"].eq(INNOVATION)]
    status, missing = _known(mine, "status")
    done, measured = int(status.isin(DELIVERED).sum()), int(status.isin(MEASURED).sum())
    reached, unknown = _known(mine[_column(mine, "status").isin(DELIVERED)], "customers_reached")
    evidence = (f"{done} of {len(mine)} initiatives in {INNOVATION} are delivered; the effect of {measured} has been "
                "measured.")
    if done > unknown:
        evidence += (f" Those delivered reach {int(reached.sum()):,} customers a quarter (who notices two of them "
                     "counts twice).")
    lacks = [_lack(missing, "a status"), _lack(unknown, "the number of customers reached, though delivered")]
    if target is None:
        lacks.append("How many results are enough is not in the list: set a target.")
    else:
        evidence += f" Your target of {target} is {'met' if done >= target else 'not met'}."
    if done > measured:
        gap = done - measured
        lacks.append(f"What {gap} delivered {_s(gap, 'result')} did for customers is not measured.")
    return "results", evidence, done, len(mine), missing, _join(lacks)


def _balance(plan, band, error, seed) -> tuple:
    efforts = {"effort_fte", "duration_quarters"} <= set(plan.columns)
    balance = measure_balance(plan, by=("count", "effort") if efforts else "count", band=band, estimate_error=error,
                              seed=seed)
    mine = balance.table[balance.table["track"].eq(INNOVATION)]
    evidence = " ".join(balance.sentences[: 1 if band is None else 2])
    unknown = int(mine["n_missing"].max()) if efforts else len(plan)
    lacks = [_lack(unknown, "an effort or a duration")]
    if band is None:
        lacks.append("Which share is right is not in the list, and no source names one: choose a band together.")
    return "balance", evidence, int(mine["amount"].iloc[0]), len(plan), 0, _join(lacks)


def _improve(plan) -> tuple:
    mine = plan[plan["track"].eq(INNOVATION)]
    status, missing = _known(mine, "status")
    counts = {name: int(status.eq(name).sum()) for name in ("captured", "owned", "started", "delivered", "measured")}
    steps = [(counts["captured"], "without an owner"), (counts["owned"], "owned and not started"),
             (counts["started"], "started and not delivered"), (counts["delivered"], "delivered and not measured"),
             (counts["measured"], "measured and not told to the organisation")]
    found = [f"{number} {words}" for number, words in steps if number]
    evidence = (f"In {INNOVATION} the next step is open for {sum(counts.values())} of {len(mine)} initiatives"
                + (f": {', '.join(found)}." if found else "."))
    lacks = [_lack(missing, "a status"), "Why a step is open is not in the list: ask the owners."]
    return "improve", evidence, sum(counts.values()), len(mine), missing, _join(lacks)


def _outcomes(plan, themes) -> tuple:
    linked, unknown = _theme(themes, "outcomes")
    valued, no_value = _known(plan, "value")
    evidence = (f"{linked} of {len(plan)} descriptions speak of a business outcome; {len(valued)} initiatives carry a "
                "value score.")
    lacks = [_lack(unknown, "a description that we can read"), _lack(no_value, "a value"),
             "A value score is the team's own: revenue, churn or cost per initiative is not in the list."]
    return "outcomes", evidence, linked, len(plan), unknown, _join(lacks)


def _workforce(plan, themes) -> tuple:
    engaged, unknown = _theme(themes, "workforce")
    owners, no_owner = _known(plan, "owner_role")
    evidence = (f"{engaged} of {len(plan)} descriptions speak of employees, skills or culture; {len(owners)} "
                f"initiatives have an owner, in {owners.nunique()} {_s(owners.nunique(), 'role')}.")
    lacks = [_lack(unknown, "a description that we can read"), _lack(no_owner, "an owner"),
             "How engaged employees are is not in the list: ask them."]
    return "workforce", evidence, engaged, len(plan), unknown, _join(lacks)


def _innovation(plan, themes) -> tuple:
    fixing, unknown = _theme(themes, "fix")
    trying, _ = _theme(themes, "breakthrough")
    either = int(themes[["fix", "breakthrough"]].fillna(False).any(axis=1).sum())
    evidence = (f"{fixing} descriptions speak of repairing what is broken and {trying} of trying or scaling something "
                f"new ({either} of {len(plan)} of either).")
    lacks = [_lack(unknown, "a description that we can read"),
             "Whether something new is a breakthrough is for customers to say."]
    return "innovation", evidence, either, len(plan), unknown, _join(lacks)


def _themes(plan, language) -> pd.DataFrame:
    """Themes of name and description together; missing where there is no description."""
    described = _column(plan, "description").astype("str")
    return find_themes(plan["initiative"].astype("str") + ". " + described, language=language)


def _theme(themes, name) -> tuple[int, int]:
    """How many descriptions mention a theme, and how many cannot be read."""
    return int(themes[name].sum()), int(themes[name].isna().sum())


def _column(plan, name) -> pd.Series:
    return plan[name] if name in plan else pd.Series(pd.NA, index=plan.index, dtype="object")


def _known(plan, name) -> tuple[pd.Series, int]:
    column = _column(plan, name)
    return column.dropna(), int(column.isna().sum())


def _lack(number, what) -> str:
    return f"{number} {_s(number, 'initiative')} {'lacks' if number == 1 else 'lack'} {what}." if number else ""


def _s(number, word) -> str:
    return word if number == 1 else f"{word}s"


def _join(sentences) -> str:
    return " ".join(sentence for sentence in sentences if sentence)
