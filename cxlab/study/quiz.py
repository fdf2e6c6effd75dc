"""Quizzes and the mock exam as plain state: each step takes a quiz and gives a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd

from cxlab.counts import check_choice
from cxlab.study.bank import AREAS, BLUEPRINT, LETTERS, LEVELS, OPTIONS, load_bank

MOCK_QUESTIONS = 100
MOCK_MINUTES = 180  # from a public page older than 2021; unofficial
UNOFFICIAL = ("The length of the exam is taken from an older public page and is unofficial. No pass mark is published, "
              "so none is given. Not affiliated with the CXPA.")


@dataclass(frozen=True, eq=False)
class Quiz:
    """Questions in the order and with the options in the places in which one person sees them, and the answers.

    Attributes
    ----------
    bank : DataFrame
        The questions drawn, in order, labels 0, 1, ...
    orders : tuple of tuple of str
        For each question the letters of the bank in the order in which its options are shown.
    answers : tuple of (str or None)
        For each question the letter in the bank of the option chosen.
    late : tuple of bool
        For each question whether it was answered after the time was up.
    minutes : float or None
        Time limit; None without a clock.
    spent_seconds : float
        Time used until the clock was last stopped.
    running_since : datetime or None
        When the clock was last started; None while it stands still.
    finished : bool
        No more answers are taken.
    """

    bank: pd.DataFrame
    orders: tuple[tuple[str, ...], ...]
    answers: tuple[str | None, ...]
    late: tuple[bool, ...]
    minutes: float | None = None
    spent_seconds: float = 0.0
    running_since: datetime | None = None
    finished: bool = False

    @property
    def n(self) -> int:
        """Number of questions."""
        return len(self.bank)

    @property
    def n_answered(self) -> int:
        """Number of questions answered."""
        return sum(answer is not None for answer in self.answers)

    @property
    def text(self) -> str:
        """Where you stand, in a sentence."""
        clock = "" if self.minutes is None else f" Time limit {self.minutes:g} minutes. {UNOFFICIAL}"
        return f"{self.n_answered} of {self.n} questions answered.{clock}"

    def __repr__(self) -> str:
        return f"Quiz: {self.text}"


def draw_quiz(bank: pd.DataFrame | None = None, n: int = 10, *, area: str | None = None, level: str | None = None,
              items=None, seed: int = 0) -> Quiz:
    """Draw questions to practise with, in random order and with shuffled options.

    Parameters
    ----------
    bank : DataFrame, optional
        Questions; ours when left out.
    n : int
        How many; fewer when there are not as many.
    area : str, optional
        One of the five areas.
    level : {"know", "apply", "judge"}, optional
        What is asked.
    items : str or list of str, optional
        Draw from these `item_id` only, such as the cards that are due.
    seed : int
        The same seed gives the same quiz.

    Returns
    -------
    Quiz
        Without a clock: after each answer you may see the reasons.

    Raises
    ------
    ValueError
        If an area, level or item does not exist, no question is left, or the questions lack a column.

    Examples
    --------
    >>> quiz = draw_quiz(n=5, area="Strategy", seed=1)
    >>> quiz
    Quiz: 0 of 5 questions answered.
    """
    whole = usable(load_bank() if bank is None else bank)
    check_count(n)
    chosen = whole
    if area is not None:
        check_choice("area", area, AREAS)
        chosen = chosen[chosen["area"] == area]
    if level is not None:
        check_choice("level", level, LEVELS)
        chosen = chosen[chosen["level"] == level]
    if items is not None:
        items = [items] if isinstance(items, str) else list(items)
        strangers = sorted(set(items) - set(whole["item_id"]))
        if strangers:
            raise ValueError(f"there is no question {', '.join(map(repr, strangers))} in the bank")
        chosen = chosen[chosen["item_id"].isin(items)]
    if chosen.empty or n < 1:
        raise ValueError(f"no question is left with n={n}, area={area!r}, level={level!r}; ask for less")
    rng = np.random.default_rng(seed)
    return lay_out(chosen.iloc[rng.permutation(len(chosen))[:n]], rng)


def draw_mock(bank: pd.DataFrame | None = None, *, n: int = MOCK_QUESTIONS, minutes: float = MOCK_MINUTES,
              seed: int = 0) -> Quiz:
    """Draw a mock exam: questions over the five areas as in the published weights, against the clock.

    The clock stands still until :func:`start_clock`. When the time is up nothing is lost: you may go on, and what you
    answer then is counted apart.

    Parameters
    ----------
    bank : DataFrame, optional
        Questions; ours when left out.
    n : int
        How many; 100 as published. A shorter mock keeps the proportions.
    minutes : float
        Time limit. The 180 minutes for 100 questions come from an older public page: unofficial.
    seed : int
        The same seed gives the same mock.

    Returns
    -------
    Quiz
        With a clock: answers may be changed, and reasons are shown after :func:`finish_quiz`.

    Raises
    ------
    ValueError
        If the bank has too few questions in an area; all areas that fall short are named.

    Examples
    --------
    >>> mock = draw_mock(n=50, minutes=90, seed=3)
    >>> mock.bank["area"].value_counts(sort=False).sort_values().tolist()
    [9, 10, 10, 10, 11]
    """
    whole = usable(load_bank() if bank is None else bank)
    check_count(n)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float | np.number):
        raise TypeError(f"minutes is {minutes!r:.40}; expected a number such as 90")
    if n < len(AREAS) or minutes <= 0:
        raise ValueError(f"n is {n} and minutes is {minutes}; expected at least {len(AREAS)} questions and some time")
    wanted, there = _share_out(n), whole["area"].value_counts()
    short = [f"{area}: {there.get(area, 0)} of {count}" for area, count in wanted.items() if there.get(area, 0) < count]
    if short:
        raise ValueError(f"the bank has too few questions for a mock of {n}: {'; '.join(short)}. Ask for a smaller n.")
    rng = np.random.default_rng(seed)
    parts = [part.iloc[rng.permutation(len(part))[:wanted[area]]]
             for area, part in ((area, whole[whole["area"] == area]) for area in AREAS)]
    drawn = pd.concat(parts)
    return replace(lay_out(drawn.iloc[rng.permutation(len(drawn))], rng), minutes=float(minutes))


def ask_question(quiz: Quiz, number: int) -> dict:
    """Give a question as it is shown: without the key and without the reasons.

    Parameters
    ----------
    quiz : Quiz
        The quiz.
    number : int
        1 for the first question.

    Returns
    -------
    dict
        `number`, `n`, `item_id`, `question`, `options` (four texts in the order shown), `chosen` (1 to 4, or 0 when
        not answered). Plain data.

    Raises
    ------
    ValueError
        If there is no such question.

    Examples
    --------
    >>> sorted(ask_question(draw_quiz(n=3), 1))
    ['chosen', 'item_id', 'n', 'number', 'options', 'question']
    """
    place = _place(quiz, number)
    row, order, answer = quiz.bank.iloc[place], quiz.orders[place], quiz.answers[place]
    return {"number": int(number), "n": quiz.n, "item_id": row["item_id"], "question": row["question"],
            "options": [row[f"option_{letter}"] for letter in order],
            "chosen": 0 if answer is None else order.index(answer) + 1}


def answer_question(quiz: Quiz, number: int, choice: int, *, now: datetime | None = None) -> Quiz:
    """Answer a question.

    Parameters
    ----------
    quiz : Quiz
        The quiz.
    number : int
        1 for the first question.
    choice : int
        1 to 4: the option in the order shown.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    Quiz
        A new quiz that holds the answer; the one given is as it was.

    Raises
    ------
    ValueError
        If there is no such question or option, the quiz is finished, its clock stands still, or (without a clock) the
        question was answered before: the first answer counts.

    Examples
    --------
    >>> quiz = answer_question(draw_quiz(n=3), 1, 4)
    >>> quiz.n_answered, ask_question(quiz, 1)["chosen"]
    (1, 4)
    """
    place = _place(quiz, number)
    if choice not in (1, 2, 3, 4) or isinstance(choice, bool):
        raise ValueError(f"choice is {choice!r}; expected 1, 2, 3 or 4")
    if quiz.finished:
        raise ValueError("this quiz is finished; draw a new one")
    if quiz.minutes is None and quiz.answers[place] is not None:
        raise ValueError(f"question {number} is answered already; the first answer counts")
    if quiz.minutes is not None and quiz.running_since is None:
        raise ValueError("the clock stands still; go on with start_clock(mock)")
    late = quiz.minutes is not None and measure_time_left(quiz, now=now) <= 0
    return replace(quiz, answers=_set(quiz.answers, place, quiz.orders[place][choice - 1]),
                   late=_set(quiz.late, place, late))


def answer_items(quiz: Quiz, letters, *, now: datetime | None = None) -> Quiz:
    """Answer many questions at once, from a sheet on which the letters of the bank stand.

    Parameters
    ----------
    quiz : Quiz
        The quiz; the clock of a mock must run.
    letters : Series or dict
        The letter chosen by `item_id`: a to d, as in the bank and not as shuffled. Missing and absent: not answered.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    Quiz
        A new quiz that holds the answers.

    Raises
    ------
    ValueError
        If a letter is another, or an answer cannot be taken (:func:`answer_question`).

    Examples
    --------
    >>> answer_items(draw_quiz(items=["IU01", "ST01"]), {"IU01": "a", "ST01": None}).n_answered
    1
    """
    check_quiz(quiz)
    given = {item: str(letter).strip().lower() for item, letter in dict(letters).items() if pd.notna(letter)}
    wrong = [f"{item} has {letter!r}" for item, letter in given.items() if letter not in LETTERS]
    if wrong:
        raise ValueError(f"{'; '.join(wrong)}; expected a, b, c or d, or nothing")
    for number, item in enumerate(quiz.bank["item_id"], 1):
        if item in given:
            choice = quiz.orders[number - 1].index(given[item]) + 1
            quiz = answer_question(quiz, number, choice, now=now)
    return quiz


def explain_answer(quiz: Quiz, number: int) -> dict:
    """Explain an answer: was it the best one, and what is there to say for and against each option?

    Parameters
    ----------
    quiz : Quiz
        The quiz.
    number : int
        1 for the first question.

    Returns
    -------
    dict
        `right`, `best` (1 to 4, as shown), `chosen`, `reasons` (four texts, as shown), `source`, `lesson`, `text`.

    Raises
    ------
    ValueError
        Before the question is answered, and in a mock before it is finished.

    Examples
    --------
    >>> quiz = answer_question(draw_quiz(n=3, seed=2), 1, 1)
    >>> explain_answer(quiz, 1)["right"] in (True, False)
    True
    """
    asked, place = ask_question(quiz, number), _place(quiz, number)
    if quiz.minutes is not None and not quiz.finished:
        raise ValueError("a mock explains nothing before finish_quiz(mock)")
    if not asked["chosen"] and not quiz.finished:
        raise ValueError(f"question {number} has not been answered yet; answer it first")
    row, order = quiz.bank.iloc[place], quiz.orders[place]
    best = order.index(row["key"]) + 1
    said = ("Not answered." if not asked["chosen"] else "Right." if asked["chosen"] == best else
            f"Option {asked['chosen']} is not the best one.")
    return {"right": asked["chosen"] == best, "best": best, "chosen": asked["chosen"],
            "reasons": [row[f"reason_{letter}"] for letter in order], "source": row["source"],
            "lesson": row["lesson"], "text": f"{said} The best is option {best}: {asked['options'][best - 1]}"}


def start_clock(quiz: Quiz, *, now: datetime | None = None) -> Quiz:
    """Start the clock of a mock, or let it go on after a pause.

    Parameters
    ----------
    quiz : Quiz
        From :func:`draw_mock`.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    Quiz
        With its clock running.

    Raises
    ------
    ValueError
        If the quiz has no clock or is finished.

    Examples
    --------
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> mock = start_clock(draw_mock(minutes=60), now=nine)
    >>> measure_time_left(mock, now=nine.replace(minute=20)) / 60
    40.0
    """
    check_quiz(quiz)
    if quiz.minutes is None:
        raise ValueError("this quiz has no clock; draw_mock makes one that has")
    if quiz.finished:
        raise ValueError("this mock is finished; draw a new one")
    return quiz if quiz.running_since is not None else replace(quiz, running_since=_now(now))


def pause_clock(quiz: Quiz, *, now: datetime | None = None) -> Quiz:
    """Stop the clock of a mock; :func:`start_clock` lets it go on.

    Parameters
    ----------
    quiz : Quiz
        From :func:`draw_mock`.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    Quiz
        With its clock standing still; no answers are taken meanwhile.

    Examples
    --------
    >>> nine = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> mock = pause_clock(start_clock(draw_mock(minutes=60), now=nine), now=nine.replace(minute=20))
    >>> measure_time_left(mock, now=nine.replace(hour=17)) / 60
    40.0
    """
    check_quiz(quiz)
    if quiz.running_since is None:
        return quiz
    spent = quiz.spent_seconds + max((_now(now) - quiz.running_since).total_seconds(), 0.0)
    return replace(quiz, spent_seconds=spent, running_since=None)


def measure_time_left(quiz: Quiz, *, now: datetime | None = None) -> float:
    """Measure how many seconds are left.

    Parameters
    ----------
    quiz : Quiz
        From :func:`draw_mock`.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    float
        Seconds; 0 when the time is up; infinite without a clock.

    Examples
    --------
    >>> measure_time_left(draw_mock(minutes=60))
    3600.0
    """
    check_quiz(quiz)
    if quiz.minutes is None:
        return float("inf")
    return max(60 * quiz.minutes - pause_clock(quiz, now=now).spent_seconds, 0.0)


def finish_quiz(quiz: Quiz, *, now: datetime | None = None) -> Quiz:
    """Finish a quiz: no more answers are taken, and all reasons may be seen.

    Parameters
    ----------
    quiz : Quiz
        The quiz.
    now : datetime, optional
        The present time; the computer's clock when left out.

    Returns
    -------
    Quiz
        The finished quiz.

    Examples
    --------
    >>> finish_quiz(draw_quiz(n=3)).finished
    True
    """
    return replace(pause_clock(quiz, now=now), finished=True)


def score_quiz(quiz: Quiz) -> pd.DataFrame:
    """Score a quiz, question by question.

    Parameters
    ----------
    quiz : Quiz
        Finished or not.

    Returns
    -------
    DataFrame
        One row a question: `item_id`, `area`, `level`, `chosen` and `key` (letters of the bank), `right` (missing when
        not answered), `late` (answered after the time was up), `source`, `lesson`.

    Examples
    --------
    >>> quiz = answer_question(draw_quiz(n=3), 2, 1)
    >>> score_quiz(quiz)["right"].notna().tolist()
    [False, True, False]
    """
    check_quiz(quiz)
    chosen = pd.Series(quiz.answers, dtype="str")
    right = (chosen == quiz.bank["key"]).astype("boolean").mask(chosen.isna())
    return quiz.bank[["item_id", "area", "level"]].assign(
        chosen=chosen, key=quiz.bank["key"], right=right, late=list(quiz.late), source=quiz.bank["source"],
        lesson=quiz.bank["lesson"])


def usable(bank: pd.DataFrame) -> pd.DataFrame:
    """Refuse a bank that cannot be asked; fill in what a quiz can do without."""
    if not isinstance(bank, pd.DataFrame):
        meant = f" For {bank} questions write n={bank}." if isinstance(bank, int) and bank > 0 else ""
        meant = f" For that area write area={bank!r}." if bank in AREAS else meant
        raise TypeError(f"bank is {bank!r:.40}; expected a table of questions, as load_bank() gives.{meant}")
    needed = ["item_id", "question", *OPTIONS, "key"]
    absent = [name for name in needed if name not in bank]
    if absent:
        raise ValueError(f"the bank lacks the column {', '.join(map(repr, absent))}; it has "
                         f"{', '.join(map(repr, map(str, bank.columns)))}. Name yours with read_bank(columns=...).")
    asked = ["question", *OPTIONS]
    bank = bank.assign(**{name: bank[name].astype("str").fillna("").str.strip() for name in asked},
                       key=bank["key"].astype("str").str.strip().str.lower())
    empty = [(name, bank.index[bank[name] == ""]) for name in asked if (bank[name] == "").any()]
    if empty:
        raise ValueError("; ".join(f"{name} is empty in row {rows[0]}" for name, rows in empty)
                         + "; expected a text. check_items lists all faults.")
    wrong = bank.index[~bank["key"].isin(LETTERS)]
    if len(wrong):
        more = f" and {len(wrong) - 1} more rows" if len(wrong) > 1 else ""
        raise ValueError(f"key is {bank.loc[wrong[0], 'key']!r} in row {wrong[0]}{more}; expected a, b, c or d")
    twice = bank.loc[bank["item_id"].duplicated(), "item_id"]
    if len(twice):
        raise ValueError(f"item_id {twice.iloc[0]!r} stands more than once; give each question one of its own")
    beside = ("area", "level", "source", "lesson", *_reasons())
    return bank.assign(**{name: bank[name].astype("str").fillna("") if name in bank else "" for name in beside})


def check_count(n) -> None:
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        raise TypeError(f"n is {n!r:.40}; expected how many questions, a whole number such as 10")


def _reasons() -> list[str]:
    return [f"reason_{letter}" for letter in LETTERS]


def _share_out(n: int) -> dict[str, int]:
    """Divide n questions over the areas by the published weights, largest remainders first."""
    exact = {area: n * weight / sum(BLUEPRINT.values()) for area, weight in BLUEPRINT.items()}
    whole = {area: int(share) for area, share in exact.items()}
    for area in sorted(AREAS, key=lambda area: whole[area] - exact[area])[:n - sum(whole.values())]:
        whole[area] += 1
    return whole


def lay_out(drawn: pd.DataFrame, rng) -> Quiz:
    orders = tuple(tuple(LETTERS[place] for place in rng.permutation(4)) for _ in range(len(drawn)))
    return Quiz(drawn.reset_index(drop=True), orders, (None,) * len(drawn), (False,) * len(drawn))


def check_quiz(quiz) -> None:
    if not isinstance(quiz, Quiz):
        raise TypeError(f"quiz is {quiz!r:.40}; expected a quiz, as draw_quiz() and draw_mock() give (or card.quiz)")


def _place(quiz: Quiz, number: int) -> int:
    check_quiz(quiz)
    if isinstance(number, bool) or number not in range(1, quiz.n + 1):
        raise ValueError(f"number is {number!r}; expected a whole number from 1 to {quiz.n}")
    return int(number) - 1


def _set(values: tuple, place: int, value) -> tuple:
    return (*values[:place], value, *values[place + 1:])


def _now(now: datetime | None) -> datetime:
    return datetime.now(UTC) if now is None else now
