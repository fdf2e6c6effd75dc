"""How you do in each area, what to read about what you missed, and which questions to answer next."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import confint_proportions_2indep

from cxlab.counts import check_choice, check_column, check_level
from cxlab.frames import Column, Contract, check_frame
from cxlab.intervals import proportion_ci
from cxlab.study.bank import AREAS, LEVELS, load_bank
from cxlab.study.quiz import Quiz, check_count, lay_out, usable

ENOUGH = 10
_SCORED = Contract("scores", "Answers", "Antwoorden", "one question", (
    Column("right", "boolean", "The answer is right.", "Het antwoord is goed."),
    Column("late", "boolean", "It came after the time.", "Het kwam na de tijd."),
))


@dataclass(frozen=True, eq=False)
class AreaReport:
    """How you did in each area, and what to read next.

    Attributes
    ----------
    table : DataFrame
        One row an area: `area`, `estimate` (share right of what was answered in time), `ci_lower`, `ci_upper`, `n`,
        `n_missing` (left open, or answered too late), `n_late`, `finding`, `read_next`.
    estimate, ci_lower, ci_upper : float
        The share right over all areas, with its interval.
    n, n_missing : int
        Questions answered in time, and not.
    text : str
        The finding and the next step in plain words.
    reading : DataFrame
        What explains the questions that you missed, one row an area and lesson or source: `area`, `read`, `kind`
        ("lesson", or "source" where no lesson explains the question), `n_missed`, `items`. In the order of areas and
        lessons, not of importance.
    next_items : tuple of str
        Up to ten questions that you have not answered, from where you have the fewest answers; empty when each area
        has ten answers. :func:`draw_next` makes a quiz of them.
    """

    table: pd.DataFrame
    estimate: float
    ci_lower: float
    ci_upper: float
    n: int
    n_missing: int
    text: str
    reading: pd.DataFrame
    next_items: tuple[str, ...]

    def __repr__(self) -> str:
        return self.text


def measure_areas(scores: pd.DataFrame | None = None, *, by: str = "area", level: float = 0.95,
                  bank: pd.DataFrame | None = None) -> AreaReport:
    """Measure the share right in each area, and say what to do next: which questions to answer, what to read.

    Parameters
    ----------
    scores : DataFrame
        From :func:`score_quiz`; several quizzes may stand under one another (``pd.concat``).
    by : {"area", "level"}
        What to group by.
    level : float in (0, 1)
        Confidence level.
    bank : DataFrame, optional
        The questions that `next_items` come from. When left out: ours when `scores` is about ours, and else the
        questions in `scores` that are still open.

    Returns
    -------
    AreaReport
        `finding` is "lower than your other areas" when the difference is beyond chance, "lowest, which chance may
        explain", "too few answers to say" under ten, or empty. `read_next` names the lessons that explain questions
        you missed there, each with how many: ``22_fair_rates (3)``. It is empty when no lesson explains them;
        `reading` then names their sources.

    Raises
    ------
    TypeError
        If `scores` is no table, such as the quiz itself.
    ValueError
        If a column is absent.

    Notes
    -----
    Intervals are Wilson's. An area is called lower when Newcombe's interval for the difference with the other areas
    together lies below zero, at a level that allows for looking at all areas (Bonferroni). Questions not answered, or
    answered late, are missing and not wrong. The interval tells what luck with the questions can do; answering
    the same questions again is not fresh evidence. A question that stands in `scores` more than once is missed when
    its last answer is wrong. Lessons are told with how many of your missed questions they explain and are not ranked:
    three against two is luck.

    References
    ----------
    Newcombe RG (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine
    17(8), 873-890.

    Examples
    --------
    >>> from cxlab.study import answer_question, draw_quiz, score_quiz
    >>> quiz = draw_quiz(n=4, area="Strategy", seed=0)
    >>> for number in (1, 2, 3):
    ...     quiz = answer_question(quiz, number, 1)
    >>> measure_areas(score_quiz(quiz)).table[["area", "n", "n_missing", "finding"]].to_numpy().tolist()
    [['Strategy', 3, 1, 'too few answers to say']]
    """
    check_choice("by", by, ("area", "level"))
    check_level(level)
    scores = _check_scores(scores, by)
    counted = _in_time(scores)
    groups = sorted(scores[by].unique(), key=lambda name: _rank(name, by))
    table = pd.DataFrame([_count(scores[scores[by] == name], counted) | {by: name} for name in groups])
    shares = proportion_ci(table["n_right"], table["n"], level=level)
    table = table.assign(**{name: shares[name] for name in ("estimate", "ci_lower", "ci_upper")})
    table["finding"] = _find_lower(table, level)
    reading = _list_reading(scores[counted], by)
    table["read_next"] = [_name_lessons(reading[reading[by] == name]) for name in groups]
    fresh = _find_fresh(scores, bank, by)
    next_items = tuple(fresh["item_id"].head(ENOUGH)) if (fresh["known"] < ENOUGH).any() else ()
    whole = proportion_ci(int(table["n_right"].sum()), int(table["n"].sum()), level=level).iloc[0]
    n, n_missing = int(table["n"].sum()), int(table["n_missing"].sum())
    columns = [by, "estimate", "ci_lower", "ci_upper", "n", "n_missing", "n_late", "finding", "read_next"]
    text = " ".join(filter(None, (_say_areas(table, whole, by, level), _say_reading(reading),
                                  _say_next(table, fresh, next_items, by),
                                  "No pass mark is published, so none is given.")))
    return AreaReport(table[columns], float(whole["estimate"]), float(whole["ci_lower"]), float(whole["ci_upper"]), n,
                      n_missing, text, reading, next_items)


def draw_next(scores: pd.DataFrame | None = None, n: int = ENOUGH, *, bank: pd.DataFrame | None = None,
              seed: int = 0) -> Quiz:
    """Draw the questions to answer next: new ones, from the areas in which you have the fewest answers.

    Until an area has ten answers nothing can be said about it. This is the shortest way there.

    Parameters
    ----------
    scores : DataFrame
        From :func:`score_quiz`; several quizzes may stand under one another (``pd.concat``).
    n : int
        How many; fewer when there are not as many new ones.
    bank : DataFrame, optional
        Questions to draw from; ours when left out.
    seed : int
        The same seed gives the same questions. With seed 0 they are those of ``measure_areas(scores).next_items``.

    Returns
    -------
    Quiz
        Without a clock.

    Raises
    ------
    TypeError
        If `scores` is no table, such as the quiz itself.
    ValueError
        If all questions have been answered, or a column is absent.

    Examples
    --------
    >>> from cxlab.study import answer_question, draw_quiz, score_quiz
    >>> quiz = draw_quiz(n=6, area="Strategy", seed=0)
    >>> for number in range(1, 7):
    ...     quiz = answer_question(quiz, number, 1)
    >>> "Strategy" in set(draw_next(score_quiz(quiz), n=8).bank["area"])
    False
    """
    scores = _check_scores(scores, "area", "item_id")
    check_count(n)
    bank = usable(load_bank() if bank is None else bank)
    fresh = _find_fresh(scores, bank, "area", seed=seed).head(n)
    if fresh.empty:
        raise ValueError("you have answered all questions of this bank; go on with those that you missed: "
                         "draw_quiz(items=...), or cards that come back (start_cards)")
    drawn = bank.set_index("item_id", drop=False).loc[fresh["item_id"]]
    return lay_out(drawn, np.random.default_rng(seed))


def _check_scores(scores, by: str, *needs: str) -> pd.DataFrame:
    """Refuse what is no table of answers; say what to write instead."""
    if scores is None:
        raise TypeError("there are no answers to look at; write for example measure_areas(score_quiz(quiz)), or "
                        "measure_areas(card.scores) for a card on the screen")
    if isinstance(scores, Quiz):
        raise TypeError("scores is the quiz itself; expected its answers: score_quiz(quiz)")
    if not isinstance(scores, pd.DataFrame):
        raise TypeError(f"scores is {scores!r:.40}; expected the table of score_quiz(quiz)")
    absent = [name for name in (by, "right", "late", "lesson", *needs) if name not in scores]
    if absent:
        raise ValueError(f"scores lacks the column {', '.join(map(repr, absent))}; expected the table of score_quiz")
    if scores.empty:
        raise ValueError("scores holds no question; expected the table of score_quiz")
    check_column(scores[by], by)
    scores = check_frame(scores, _SCORED).reset_index(drop=True)
    return scores.assign(late=scores["late"].fillna(False))


def _in_time(scores: pd.DataFrame) -> pd.Series:
    return (scores["right"].notna() & ~scores["late"]).astype(bool)


def _rank(name, by: str) -> int:
    order = AREAS if by == "area" else LEVELS
    return order.index(name) if name in order else len(order)


def _find_fresh(scores: pd.DataFrame, bank: pd.DataFrame | None, by: str, *, seed: int = 0) -> pd.DataFrame:
    """List the questions not answered yet in the order in which they fill the thinnest groups first.

    `known` is how many answers the group of a question has before it is that question's turn.
    """
    if "item_id" not in scores:
        return pd.DataFrame({"item_id": pd.Series(dtype="str"), by: pd.Series(dtype="str"), "known": []})
    pool = _pool(scores, by) if bank is None else usable(bank)
    pool = pool[["item_id", by]].astype("str")
    seen = scores.loc[scores["right"].notna(), "item_id"].astype("str")
    counted = scores[_in_time(scores)].drop_duplicates("item_id")[by].astype("str").value_counts()
    fresh = pool[~pool["item_id"].isin(seen)]
    fresh = fresh.iloc[np.random.default_rng(seed).permutation(len(fresh))]
    known = counted.reindex(fresh[by], fill_value=0).to_numpy() + fresh.groupby(by).cumcount()
    return fresh.assign(known=known).sort_values("known", kind="stable").reset_index(drop=True)


def _pool(scores: pd.DataFrame, by: str) -> pd.DataFrame:
    ours = load_bank()
    if scores["item_id"].isin(ours["item_id"]).all():
        return ours
    return scores[["item_id", by]].drop_duplicates("item_id")


def _list_reading(answered: pd.DataFrame, by: str) -> pd.DataFrame:
    """List what explains the questions whose last answer is wrong."""
    last = answered.drop_duplicates("item_id", keep="last") if "item_id" in answered else answered
    missed = last[~last["right"].astype(bool)]
    lesson = missed["lesson"].astype("str").fillna("")
    source = missed["source"].astype("str").fillna("") if "source" in missed else ""
    items = missed["item_id"].astype("str") if "item_id" in missed else ""
    told = pd.DataFrame({by: missed[by].astype("str"), "read": lesson.where(lesson != "", source), "item": items,
                         "kind": lesson.ne("").map({True: "lesson", False: "source"})}, dtype="str")
    told = told.assign(place=[_rank(name, by) for name in told[by]])
    grouped = told.groupby(["place", by, "kind", "read"], as_index=False, sort=True).agg(
        n_missed=("item", "size"), items=("item", ", ".join))
    return grouped[[by, "read", "kind", "n_missed", "items"]].astype({"n_missed": int, "items": "str"})


def _name_lessons(reading: pd.DataFrame) -> str:
    return ", ".join(f"{row.read} ({row.n_missed})" for row in reading[reading["kind"] == "lesson"].itertuples())


def _count(part: pd.DataFrame, counted: pd.Series) -> dict:
    here = part[counted[part.index]]
    return {"n": len(here), "n_right": int(here["right"].sum()), "n_missing": len(part) - len(here),
            "n_late": int((part["late"].astype(bool) & part["right"].notna()).sum())}


def _find_lower(table: pd.DataFrame, level: float) -> list[str]:
    enough = table["n"] >= ENOUGH
    fair = int(enough.sum())
    lowest = table.loc[enough, "estimate"].min() if fair > 1 else None
    found = []
    for row in table.itertuples():
        if row.n < ENOUGH:
            found.append("too few answers to say")
            continue
        n, right = table["n"].sum() - row.n, table["n_right"].sum() - row.n_right
        if n >= ENOUGH and fair > 1:
            _, upper = confint_proportions_2indep(row.n_right, row.n, right, n, method="newcomb",
                                                  alpha=(1 - level) / fair)
            if upper < 0:
                found.append("lower than your other areas")
                continue
        found.append("lowest, which chance may explain" if row.estimate == lowest and row.estimate < 1 else "")
    return found


def _say_areas(table: pd.DataFrame, whole: pd.Series, by: str, level: float) -> str:
    n, missing, late = (int(table[name].sum()) for name in ("n", "n_missing", "n_late"))
    if not n:
        return "Nothing has been answered in time, so there is nothing to say yet."
    said = (f"{int(table['n_right'].sum())} of {n} answers are right: {whole['estimate']:.0%} ({level:.0%} interval "
            f"{whole['ci_lower']:.0%} to {whole['ci_upper']:.0%}).")
    if missing:
        said += f" {missing} {'question does' if missing == 1 else 'questions do'} not count: left open"
        said += f", or answered too late ({late})." if late else "."
    for row in table[table["finding"].str.startswith("low")].itertuples():
        kind = "clearly lower" if row.finding.startswith("lower") else "lowest, which chance may explain"
        name = str(getattr(row, by))
        said += f" {name[:1].upper()}{name[1:]} is {kind} ({row.estimate:.0%} of {row.n})."
        if row.read_next and row.finding.startswith("lower"):
            said += f" Begin there; lessons that explain what you missed: {row.read_next}."
    return said


def _say_reading(reading: pd.DataFrame) -> str:
    """Say which lessons explain what was missed, with how many questions, in the order of the lessons."""
    n_missed = int(reading["n_missed"].sum())
    if not n_missed:
        return ""
    lessons = reading[reading["kind"] == "lesson"].groupby("read")["n_missed"].sum()
    left = n_missed - int(lessons.sum())
    said = f"You missed {n_missed} {'question' if n_missed == 1 else 'questions'}"
    if lessons.empty:
        them = "it" if left == 1 else "them"
        return f"{said}. No lesson explains {them}: read the reasons, and the source below the question."
    named = ", ".join(f"{lesson} ({count})" for lesson, count in lessons.items())
    if not left:
        return f"{said}, which {'a lesson explains' if len(lessons) == 1 else 'lessons explain'}: {named}."
    return (f"{said}. Lessons explain {n_missed - left} of them: {named}. For the other {left} read the reasons, and "
            "the source below the question.")


def _say_next(table: pd.DataFrame, fresh: pd.DataFrame, next_items: tuple[str, ...], by: str) -> str:
    """Say where there are too few answers to tell, and which questions to answer next."""
    counts = dict.fromkeys(fresh[by].unique(), 0) | dict(zip(table[by], table["n"], strict=True))
    thin = [f"{name} ({counts[name]})" for name in sorted(counts, key=lambda name: _rank(name, by))
            if counts[name] < ENOUGH]
    said = (f"With fewer than {ENOUGH} answers nothing can be told about a single {by}: {'; '.join(thin)}. "
            if thin and any(counts.values()) else "")
    if not next_items:
        return said.strip()
    many = "this question" if len(next_items) == 1 else f"these {len(next_items)} questions"
    return f"{said}Answer {many} next: {', '.join(next_items)} (cx.study.draw_next(scores) draws them)."
