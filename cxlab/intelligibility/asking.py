"""Ask customers how well they could follow us: the question, how many answers, and what a month can show."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from cxlab.counts import check_choice, check_level
from cxlab.power import Plan, design_effect, power_two_proportions, sample_size_for_margin

LANGUAGES = ("en", "nl")
_QUESTIONS = {
    "en": {
        "effort": ("How easy or difficult was it to make out what our colleague said on the phone?",
                   "1 very easy, 2 easy, 3 neither, 4 difficult, 5 very difficult; I do not remember"),
        "reason": ("What made it difficult? Tick all that apply.",
                   "the line or noise; too soft; too fast; not clearly spoken; my own hearing; other, namely"),
        "lost": ("What could you not make out?", "a number or amount; a name or address; what I had to do; other"),
        "again": ("Did you have to contact us again about the same matter?", "yes; no; not yet"),
    },
    "nl": {
        "effort": ("Hoe gemakkelijk of moeilijk kon u onze collega aan de telefoon verstaan?",
                   "1 heel gemakkelijk, 2 gemakkelijk, 3 gaat wel, 4 moeilijk, 5 heel moeilijk; weet ik niet meer"),
        "reason": ("Waardoor was het moeilijk? Kruis alles aan wat past.",
                   "de lijn of lawaai; te zacht; te snel; niet duidelijk gesproken; mijn eigen gehoor; iets anders"),
        "lost": ("Wat kon u niet verstaan?", "een nummer of bedrag; een naam of adres; wat ik moest doen; iets anders"),
        "again": ("Moest u over hetzelfde nog eens contact opnemen?", "ja; nee; nog niet"),
    },
}
_WHY = {
    "effort": "ask this of everybody; effort is easier to own up to than failure, and the middle is allowed",
    "reason": "ask this only after 4 or 5; the line stands first, and no answer is about where somebody comes from",
    "lost": "ask this only after 4 or 5; a lost number does more harm than a lost greeting",
    "again": "this is the link to what it costs; compare the answer with the call log",
}
_FAULTS = (
    ("asks about who people are", "ask how easy it was to make out the words, never about accent or origin; customers "
     "judge an accent they like and dislike, and not what they could follow",
     r"\b(?:accents?|native|foreign\w*|nationalit\w+|origin|ethnic\w*|accenten|buitenland\w*|afkomst|nationaliteit|"
     r"allochto\w+|moedertaal)\b"),
    ("leads to an answer", "leave out words that praise or blame",
     r"\b(?:excellent|great|friendly|terrible|bad|poor|clearly|of course|don't you|wasn't it|isn't it|agree that|"
     r"uitstekend\w*|geweldig\w*|slecht\w*|natuurlijk|toch|vindt u ook|bent u het eens)\b"),
    ("asks two things", "make two questions of it, or the answer belongs to neither",
     r"\b(?:and|as well as|en|evenals)\b(?=[^?]*\?)"),
    ("asks whether they understood", "'understand' means both hearing and grasping; say 'make out what was said' "
     "(Dutch: verstaan, not begrijpen)",
     r"\b(?:understand\w*|understood|begrijp\w*|begrepen|begreep)\b"),
    ("has a not in it", "ask it without 'not'", r"\b(?:not|never|niet|nooit|geen)\b|n't\b"),
)
_LONG = 25


def suggest_questions(*, language: str = "en") -> pd.DataFrame:
    """Give four questions about following our speech, ready to put in a survey after a call.

    Parameters
    ----------
    language : {"en", "nl"}
        Language of the questions.

    Returns
    -------
    DataFrame
        One row a question, in the order to ask them: `question`, `answers`, `why` (in English); index `name`:
        "effort", "reason", "lost", "again".

    Raises
    ------
    ValueError
        If `language` is unknown.

    Examples
    --------
    >>> suggest_questions(language="nl").loc["effort", "question"]
    'Hoe gemakkelijk of moeilijk kon u onze collega aan de telefoon verstaan?'
    """
    check_choice("language", language, LANGUAGES)
    table = pd.DataFrame.from_dict(_QUESTIONS[language], orient="index", columns=["question", "answers"])
    return table.assign(why=pd.Series(_WHY)).rename_axis("name")


def check_question(question: str) -> pd.DataFrame:
    """Look for what spoils a survey question about speech, in English or Dutch.

    Parameters
    ----------
    question : str
        Your question.

    Returns
    -------
    DataFrame
        One row a fault: `fault`, `found` (the words), `remedy`. Empty when none is found, which is no proof that the
        question is good: try it on five customers.

    Raises
    ------
    TypeError
        If `question` is no text.

    Examples
    --------
    >>> check_question("Did you understand the foreign agent?")["fault"].tolist()
    ['asks about who people are', 'asks whether they understood']
    """
    if not isinstance(question, str) or not question.strip():
        raise TypeError(f"question is {question!r}; expected a text")
    found = []
    for fault, remedy, pattern in _FAULTS:
        words = re.findall(pattern, question, re.IGNORECASE)
        if words:
            found.append({"fault": fault, "found": ", ".join(dict.fromkeys(words)), "remedy": remedy})
    if len(question.split()) > _LONG:
        found.append({"fault": "is long", "found": f"{len(question.split())} words",
                      "remedy": f"stay under {_LONG} words"})
    return pd.DataFrame(found, columns=["fault", "found", "remedy"])


def answers_needed(*, share: float, margin: float | None = None, change_to: float | None = None, power: float = 0.8,
                   cluster_size: float = 1, icc: float = 0.0, response_rate: float = 1.0,
                   level: float = 0.95) -> pd.DataFrame:
    """Tell how many answers you need, and how many customers to invite.

    Parameters
    ----------
    share : float in (0, 1)
        Share of customers who could not follow, as you expect it.
    margin : float in (0, 0.5), optional
        To estimate that share: half the width of its interval, 0.01 for one point.
    change_to : float in (0, 1), optional
        To show a difference: the share after it, or in the other group. Give either this or `margin`.
    power : float in (0, 1)
        Wanted chance of showing the difference when it is real.
    cluster_size : float of 1 or more
        Mean number of answers about one employee (or team). Their answers resemble each other.
    icc : float in [0, 1]
        How much: 0 not at all, 0.01 to 0.05 is usual for employees.
    response_rate : float in (0, 1]
        Share of the invited who answer.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row: `purpose` ("rate" or "difference"), `n` (answers; for a difference in each group), `invitations`,
        `design_effect` (how many answers are worth one), `n_simple` (answers if they did not resemble each other).

    Raises
    ------
    ValueError
        If not exactly one of `margin` and `change_to` is given, or a value is out of range.

    Notes
    -----
    :func:`cxlab.power.sample_size_for_margin` or :func:`~cxlab.power.power_two_proportions`, with
    :func:`~cxlab.power.design_effect`. More answers make the interval narrower; they do not mend that the unhappy
    answer more, or less.

    Examples
    --------
    >>> answers_needed(share=0.05, change_to=0.03, cluster_size=20, icc=0.02, response_rate=0.15)
          purpose     n  invitations  design_effect  n_simple
    0  difference  2079        13860           1.38      1506
    """
    if (margin is None) == (change_to is None):
        raise ValueError("give either margin= (to estimate a share) or change_to= (to show a difference)")
    if not isinstance(response_rate, int | float | np.number) or not 0 < response_rate <= 1:
        raise ValueError(f"response_rate is {response_rate!r}; expected a share above 0 and up to 1, for example 0.15")
    effect = design_effect(cluster_size, icc)

    def size(cost):
        if margin is not None:
            return sample_size_for_margin(margin, share=share, level=level, design_effect=cost)
        return power_two_proportions(share, change_to, power=power, level=level, design_effect=cost).n_needed
    n = size(effect)
    return pd.DataFrame({"purpose": ["rate" if margin is not None else "difference"], "n": [n],
                         "invitations": [int(np.ceil(n / response_rate - 1e-9))], "design_effect": [effect],
                         "n_simple": [size(1.0)]})


def smallest_effect(calls_per_month: float, *, share: float, months: int = 1, cluster_size: float = 1,
                    icc: float = 0.0, power: float = 0.8, level: float = 0.95) -> Plan:
    """Tell the smallest fall that so many calls before and after can show.

    A team with 500 calls a month and 5% of them not followed cannot show a fall of a third in one month. It is better
    to know that before the training than after it.

    Parameters
    ----------
    calls_per_month : number above 0
        Calls (or answers) in a month, before and after alike.
    share : float in (0, 1)
        Share not followed before.
    months : int of 1 or more
        Months before, and as many after.
    cluster_size, icc
        As in :func:`answers_needed`.
    power : float in (0, 1)
        Wanted chance of showing it.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    Plan
        `.first` (share before), `.second` (the highest share after that would show as a fall), `.n` (calls on each
        side), `.text`. See :class:`cxlab.power.Plan`.

    Raises
    ------
    ValueError
        If a value is out of range, or no fall, not even to nothing, would show.

    Examples
    --------
    >>> plan = smallest_effect(500, share=0.05)
    >>> round(plan.second, 3)
    0.018
    """
    check_level(level)
    for name, value in (("calls_per_month", calls_per_month), ("months", months)):
        if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not 0 < value < np.inf:
            raise ValueError(f"{name} is {value!r}; expected a number above 0")
    return power_two_proportions(share, n=calls_per_month * months, power=power, level=level,
                                 design_effect=design_effect(cluster_size, icc), direction="lower")
