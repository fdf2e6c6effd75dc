"""Item analysis: is the test any good? Questions are judged here, never the people who answered them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import f as f_distribution
from scipy.stats import norm

from cxlab.counts import check_level, check_table
from cxlab.intervals import proportion_ci
from cxlab.study.bank import LETTERS

ENOUGH = 10
HARD, EASY, LEAST_DISCRIMINATION, RARE, HIGH_STAKES = 0.30, 0.90, 0.20, 0.05, 0.80
_DIFFICULTY = {"know": -1.2, "apply": -0.6, "judge": -0.1}
_NO_PEOPLE = "expected a table with a row for each person and a column for each question"


@dataclass(frozen=True, eq=False)
class Reliability:
    """How much of the differences in score would come back with other questions of the same kind.

    Attributes
    ----------
    estimate, ci_lower, ci_upper : float
        KR-20 and its interval; missing when it cannot be worked out.
    n : int
        People who answered all questions.
    n_missing : int
        People left out, because an answer is missing.
    n_items : int
        Questions.
    error : float
        Standard error of measurement: by how many questions a score swings.
    text : str
        The finding in plain words.
    """

    estimate: float
    ci_lower: float
    ci_upper: float
    n: int
    n_missing: int
    n_items: int
    error: float
    text: str

    def __repr__(self) -> str:
        return self.text


def measure_items(responses: pd.DataFrame, key=None, *, level: float = 0.95) -> pd.DataFrame:
    """Measure for each question how hard it is, and whether those who know more answer it right more often.

    Parameters
    ----------
    responses : DataFrame
        One row a person, one column a question: letters of the options chosen (with `key`), or right and wrong as
        True and False or 1 and 0. A missing value is "not answered" and counts as neither.
    key : Series or dict, optional
        The right letter by question: ``bank.set_index("item_id")["key"]``.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row a question, by its name: `estimate` (difficulty: the share right, so high is easy), `ci_lower`,
        `ci_upper` (Wilson), `n`, `n_missing`, `discrimination` (corrected point-biserial: correlation with the score
        on the other questions), `discrimination_lower`, `discrimination_upper`, `finding`. Questions keep their order.

    Raises
    ------
    ValueError
        If an answer is no letter or no right and wrong, or a question has no key; all faults are named.

    Notes
    -----
    A finding is given only when the whole interval says so: "hard" (share right below 0.30), "easy" (above 0.90),
    "separates little" (discrimination below 0.20), "check the key" (below zero: those who know more choose something
    else). Under ten answers it says "too few to say". No finding is no praise: with a class of twelve hardly anything
    can be shown. The score on the other questions is the share right of those that the person answered. The interval
    of the correlation is Fisher's.

    At a level of 95% a question just at the border of a finding gets it wrongly in about one class in forty (measured:
    0 to 3.5% in classes of 15 to 200). Of twenty sound questions one in two hundred was flagged in classes of 15 and
    30, so about one class in eleven sees a flag that means nothing: talk about the question before you change it.

    References
    ----------
    Henrysson S (1963). Correction of item-total correlations in item analysis. Psychometrika 28(2), 211-218.
    Haladyna TM, Rodriguez MC (2013). Developing and Validating Test Items.

    Examples
    --------
    >>> answers = pd.DataFrame({"q1": [1, 1, 1, 0], "q2": [1, 1, 0, 0], "q3": [1, 0, 1, 0]})
    >>> measure_items(answers)[["estimate", "n", "discrimination", "finding"]].round(2)
        estimate  n  discrimination          finding
    q1      0.75  4            0.82  too few to say
    q2      0.50  4            0.30  too few to say
    q3      0.50  4            0.30  too few to say
    """
    check_level(level)
    scored = _score(responses, key)
    n = scored.notna().sum()
    table = proportion_ci(scored.sum(), n, level=level).assign(n_missing=len(scored) - n)
    rests = _score_rests(scored)
    links = [_correlate(scored[item], rests[item], level) for item in scored]
    table[["discrimination", "discrimination_lower", "discrimination_upper"]] = np.array(links).reshape(-1, 3)
    return table.assign(finding=pd.Series([_find_item(row) for row in table.itertuples()], table.index, dtype="str"))


def measure_distractors(responses: pd.DataFrame, key, *, level: float = 0.95) -> pd.DataFrame:
    """Measure how often each option is chosen, and by whom: by those who know more, or less?

    Parameters
    ----------
    responses : DataFrame
        One row a person, one column a question: letters a to d; missing when not answered.
    key : Series or dict
        The right letter by question.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row a question and option: `item_id`, `option`, `is_key`, `count`, `estimate` (share who chose it),
        `ci_lower`, `ci_upper`, `n`, `n_missing`, `discrimination` (correlation of choosing it with the score on the
        other questions), `discrimination_lower`, `discrimination_upper`, `finding`.

    Raises
    ------
    ValueError
        If an answer is no letter, or a question has no key.

    Notes
    -----
    Findings: "chosen by almost nobody" when the whole interval lies under 0.05, which takes about 75 people; "draws
    those who know more" when a wrong option's discrimination lies above zero with its whole interval. Counts of a
    class are small: put the table through :func:`cxlab.privacy.suppress` before you share it.

    Examples
    --------
    >>> answers = pd.DataFrame({"q1": ["a", "a", "b", "a"], "q2": ["c", "c", "d", None]})
    >>> measure_distractors(answers, {"q1": "a", "q2": "c"})[["item_id", "option", "is_key", "count", "n"]].head(2)
      item_id option  is_key  count  n
    0      q1      a    True      3  4
    1      q1      b   False      1  4
    """
    check_level(level)
    if key is None:
        raise TypeError("key is None; expected a Series or dict with the right letter by question")
    rests = _score_rests(_score(responses, key))
    letters, right = _letters(responses), pd.Series(dict(key))
    rows = []
    for item in letters:
        rest, answered = rests[item], letters[item].notna()
        for option in LETTERS:
            chose = (letters[item] == option).astype(float).where(answered)
            rows.append((str(item), option, option == right[item], int(chose.sum()), int(answered.sum()),
                         int((~answered).sum()), *_correlate(chose, rest, level)))
    table = pd.DataFrame(rows, columns=["item_id", "option", "is_key", "count", "n", "n_missing", "discrimination",
                                        "discrimination_lower", "discrimination_upper"])
    shares = proportion_ci(table["count"], table["n"], level=level)
    for place, name in enumerate(("estimate", "ci_lower", "ci_upper"), 4):
        table.insert(place, name, shares[name])
    return table.assign(finding=pd.Series([_find_option(row) for row in table.itertuples()], dtype="str"))


def measure_reliability(responses: pd.DataFrame, key=None, *, level: float = 0.95) -> Reliability:
    """Measure the reliability of a test of right and wrong answers: KR-20.

    Parameters
    ----------
    responses : DataFrame
        As in :func:`measure_items`. People with a missing answer are left out and counted.
    key : Series or dict, optional
        The right letter by question, when `responses` holds letters.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    Reliability
        KR-20, its interval, the standard error of measurement and a sentence. Missing when there are fewer than two
        questions or three people, or when all people have the same score.

    Notes
    -----
    KR-20 = k/(k - 1) (1 - sum p q / variance of the scores), with variances divided by n. It is Cronbach's alpha for
    right and wrong. The interval is Feldt's. The standard error is the standard deviation of the scores times
    the root of 1 - KR-20.

    References
    ----------
    Kuder GF, Richardson MW (1937). The theory of the estimation of test reliability. Psychometrika 2(3), 151-160.
    Feldt LS (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty.
    Psychometrika 30(3), 357-370.

    Examples
    --------
    >>> answers = pd.DataFrame({"q1": [1, 1, 1, 0], "q2": [1, 1, 0, 0], "q3": [1, 0, 1, 0]})
    >>> round(measure_reliability(answers).estimate, 3)
    0.632
    """
    check_level(level)
    scored = _score(responses, key)
    whole = scored.dropna()
    n, k = whole.shape
    total = whole.sum(axis=1)
    spread = float(total.var(ddof=0)) if n else 0.0
    if n < 3 or k < 2 or spread == 0:
        return Reliability(np.nan, np.nan, np.nan, n, len(scored) - n, k, np.nan,
                           f"Nothing can be said about reliability: {n} people answered all of {k} questions"
                           f"{', all with the same score' if n and spread == 0 else ''}.")
    share = whole.mean()
    kr20 = k / (k - 1) * (1 - float((share * (1 - share)).sum()) / spread)
    tail = (1 - level) / 2
    lower, upper = (1 - (1 - kr20) * f_distribution.ppf([1 - tail, tail], n - 1, (n - 1) * (k - 1))).tolist()
    error = float(np.sqrt(spread * max(1 - kr20, 0)))
    text = (f"Reliability (KR-20) of {k} questions: {kr20:.2f} ({level:.0%} interval {lower:.2f} to {upper:.2f}, {n} "
            f"people). A score swings by about {error:.1f} questions (standard error) by the luck of the questions.")
    if lower < HIGH_STAKES:
        text += " That is too uncertain or too low to decide anything about a person."
    return Reliability(kr20, lower, upper, n, len(scored) - n, k, error, text)


def simulate_answers(bank: pd.DataFrame, n: int = 14, *, weak=(), miskeyed=(), seed: int = 0) -> pd.DataFrame:
    """Simulate the answers of a class, to learn item analysis on answers whose truth is known.

    Parameters
    ----------
    bank : DataFrame
        Questions: `item_id`, `key`, and `level` when there is one.
    n : int
        People in the class.
    weak : list of str
        Areas in which nobody has read enough.
    miskeyed : list of str
        Questions to plant a fault in: those who know the subject choose another option than the key.
    seed : int
        The same seed gives the same class.

    Returns
    -------
    DataFrame
        One row a person (without a name), one column a question, the letter chosen.

    Raises
    ------
    ValueError
        If a miskeyed question or a weak area is not in the bank.

    Notes
    -----
    Knowledge is normal; the chance to know an answer follows a logistic curve, lower for "judge" than for "know". Who
    does not know guesses, some options being more tempting than others.

    Examples
    --------
    >>> from cxlab.study import load_bank
    >>> simulate_answers(load_bank().head(4), n=3, seed=1)
           IU01 IU02 IU03 IU04
    person
    0         d    a    c    d
    1         d    a    c    d
    2         d    a    c    d
    """
    check_table(bank, "bank", needs=["item_id", "key"])
    weak, miskeyed = set(weak), set(miskeyed)  # "in" of a Series would ask its labels
    strangers = sorted(miskeyed - set(bank["item_id"]))
    if strangers:
        raise ValueError(f"there is no question {', '.join(map(repr, strangers))} in the bank")
    unread = sorted(weak - set(bank.get("area", ())))
    if unread:
        raise ValueError(f"there is no area {', '.join(map(repr, unread))} in the bank")
    rng = np.random.default_rng(seed)
    knowledge, columns = rng.normal(size=n), {}
    for row in bank.to_dict("records"):
        hard = _DIFFICULTY.get(row.get("level"), -0.6) + rng.normal(scale=0.6) + 2.5 * (row.get("area") in weak)
        knows = rng.random(n) < 1 / (1 + np.exp(-1.3 * (knowledge - hard)))
        tempting = rng.dirichlet(np.full(4, 3.0))
        true = LETTERS[(LETTERS.index(row["key"]) + 1) % 4] if row["item_id"] in miskeyed else row["key"]
        columns[row["item_id"]] = np.where(knows, true, rng.choice(LETTERS, size=n, p=tempting))
    return pd.DataFrame(columns, index=pd.RangeIndex(n, name="person"), dtype="str")


def _letters(responses: pd.DataFrame) -> pd.DataFrame:
    return responses.apply(lambda column: column.astype("str").str.strip().str.lower().replace("", pd.NA))


def _score(responses: pd.DataFrame, key) -> pd.DataFrame:
    """Give right and wrong as 1 and 0, missing where not answered; refuse anything else."""
    if not isinstance(responses, pd.DataFrame) or responses.empty:
        raise ValueError(f"responses is {type(responses).__name__} without answers; {_NO_PEOPLE}")
    twice = responses.columns[responses.columns.duplicated()]
    if len(twice):
        raise ValueError(f"question {twice[0]!r} stands in more than one column; expected each question once")
    if key is None:
        return _as_numbers(responses)
    if not isinstance(key, Mapping | pd.Series):
        raise TypeError(f"key is {type(key).__name__}; expected a Series or dict with the right letter by question")
    right = {item: str(letter).strip().lower() for item, letter in dict(key).items()}
    letters = _letters(responses)
    faults = [f"question {item!r} has no right letter in key" for item in letters if right.get(item) not in LETTERS]
    faults += _strange(letters, ~letters.isin(LETTERS) & letters.notna(), "a letter from a to d")
    _refuse(faults)
    return pd.DataFrame({item: (letters[item] == right[item]).astype(float).where(letters[item].notna())
                         for item in letters}, index=letters.index)


def _as_numbers(responses: pd.DataFrame) -> pd.DataFrame:
    numbers = responses.apply(lambda column: pd.to_numeric(column, errors="coerce").astype("Float64"))
    numbers = numbers.astype(float)
    _refuse(_strange(responses, ~numbers.isin([0, 1]) & responses.notna(),
                     "right and wrong as True and False or 1 and 0; with letters give the key too"))
    return numbers


def _strange(table: pd.DataFrame, bad: pd.DataFrame, expected: str) -> list[str]:
    return [f"question {item!r} has '{table.loc[bad[item], item].iloc[0]}' in row {bad.index[bad[item]][0]}"
            f"{f' and {int(bad[item].sum()) - 1} more such values' if bad[item].sum() > 1 else ''}; expected {expected}"
            for item in table if bad[item].any()]


def _refuse(faults: list[str]) -> None:
    if faults:
        raise ValueError("\n".join(faults))


def _score_rests(scored: pd.DataFrame) -> pd.DataFrame:
    """Give for each person and question the share right of the person's other answers; missing without any."""
    known = scored.notna()
    right = scored.fillna(0.0)
    others = known.sum(axis=1).to_numpy()[:, None] - known.to_numpy()
    with np.errstate(invalid="ignore"):
        return (right.sum(axis=1).to_numpy()[:, None] - right) / others


def _correlate(one: pd.Series, other: pd.Series, level: float) -> tuple[float, float, float]:
    both = np.column_stack([one, other])
    both = both[~np.isnan(both).any(axis=1)]
    if len(both) < 3 or np.ptp(both, axis=0).min() == 0:
        return np.nan, np.nan, np.nan
    link = float(np.clip(np.corrcoef(both.T)[0, 1], -1, 1))
    if len(both) < 4 or abs(link) == 1:
        return link, np.nan, np.nan
    reach = norm.ppf((1 + level) / 2) / np.sqrt(len(both) - 3)
    return link, float(np.tanh(np.arctanh(link) - reach)), float(np.tanh(np.arctanh(link) + reach))


def _find_item(row) -> str:
    if row.n < ENOUGH:
        return "too few to say"
    found = []
    if row.ci_upper < HARD:
        found.append("hard")
    if row.ci_lower > EASY:
        found.append("easy")
    if row.discrimination_upper < 0:
        found.append("check the key")
    elif row.discrimination_upper < LEAST_DISCRIMINATION:
        found.append("separates little")
    return "; ".join(found)


def _find_option(row) -> str:
    if row.n < ENOUGH:
        return "too few to say"
    if not row.is_key and row.discrimination_lower > 0:
        return "draws those who know more"
    return "chosen by almost nobody" if not row.is_key and row.ci_upper < RARE else ""
