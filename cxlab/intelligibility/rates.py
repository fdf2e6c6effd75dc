"""Count the complaints: the share of texts, the rate per thousand calls, the reasons that customers give."""

from __future__ import annotations

from collections.abc import Hashable

import pandas as pd

from cxlab.counts import check_column, check_table, numbers, whole_if_possible
from cxlab.frames.contracts import CAUSES, COMPLAINTS
from cxlab.intelligibility.correction import CORRECTED, Correction, correct_rates
from cxlab.intelligibility.evaluation import Evaluation, has_text, need_codes, yes_or_no
from cxlab.intervals import proportion_ci, rate_ci

LEAST_CALLS = 1_000
SPEAKING = "way of speaking"
FOLDED = ("articulation", "accent", "proficiency")
SUMMARY = ["count", "estimate", "ci_lower", "ci_upper", "n", "n_missing"]
_PEOPLE = {"agent_id", *COMPLAINTS["agent_id"].aliases}


def summarise_complaints(codes: pd.DataFrame, *, by: Hashable | pd.Series | None = None,
                         evaluation: Evaluation | None = None, level: float = 0.95) -> pd.DataFrame:
    """Count the complaints and their share of the texts that could be coded.

    The share tells how often customers who wrote to you bring this up. It is not how often calls go wrong: a team that
    takes many calls gets many complaints. For that, see :func:`rate_complaints`.

    Parameters
    ----------
    codes : DataFrame
        One row a text, from :func:`code_complaints`; your own columns may stand beside the codes.
    by : column name or Series, optional
        Groups, such as "team". A Series is found by row label.
    evaluation : Evaluation, optional
        From :func:`evaluate_codes` on your own hand-coded sample: the share corrected for the coder's error then stands
        beside the plain one.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row a group, sorted by its name: the group, `count` (complaints), `estimate` (share in [0, 1]), `ci_lower`,
        `ci_upper`, `n` (texts coded complaint or no), `n_missing` (texts unclear or missing). With `evaluation` also
        `corrected` (share of all texts, unclear ones too), `corrected_lower`, `corrected_upper`, `clipped` (set to a
        limit; see :func:`correct_rates`), and the words in ``attrs["correction"]``.

    Raises
    ------
    ValueError
        If `by` is a person: a share of written complaints says nothing about one employee. Also when there is no such
        column.

    Notes
    -----
    Wilson's interval. Texts whose group is missing have a row of their own. Hide small cells before you share the
    table: :func:`cxlab.privacy.suppress`.

    References
    ----------
    Wilson EB (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.

    Examples
    --------
    >>> codes = pd.DataFrame({"complaint": pd.array([True, False, False, None], dtype="boolean"), "team": list("AABB")})
    >>> summarise_complaints(codes, by="team")[["team", "count", "estimate", "n", "n_missing"]]
      team  count  estimate  n  n_missing
    0    A      1       0.5  2          0
    1    B      0       0.0  1          1
    """
    need_codes(codes, ["complaint"])
    codes = yes_or_no(codes)
    group, name = _groups(codes, by)
    if _is_person(name):
        raise ValueError(f"by is {name!r}: a share of written complaints says nothing about one employee, because who "
                         "takes more calls gets more complaints. Use by='team', or rate_complaints with the call log.")
    counts = pd.DataFrame({"count": codes["complaint"].fillna(False).astype(bool).astype(int).to_numpy(),
                           "n": codes["complaint"].notna().astype(int).to_numpy(),
                           "n_missing": codes["complaint"].isna().astype(int).to_numpy(),
                           "texts": has_text(codes).astype(int).to_numpy()}, index=codes.index)
    table = counts.groupby(group, dropna=False, observed=True).sum().rename_axis(name).reset_index()
    table = table.join(proportion_ci(table["count"], table["n"], level=level).drop(columns="n"))
    shown = table[([] if by is None else [name]) + SUMMARY]
    return shown if evaluation is None else _beside(
        shown, correct_rates(table["count"], table["texts"], evaluation, level=level))


def rate_complaints(base: pd.DataFrame, *, by: str | None = "team", evaluation: Evaluation | None = None,
                    level: float = 0.95, per: int = 1_000, purpose: str | None = None) -> pd.DataFrame:
    """Give the complaints about following the employee's speech per 1,000 calls, group by group.

    This is what one compares: every team measured against its own number of calls.

    Parameters
    ----------
    base : DataFrame
        One row a group, with `events` (complaints about following speech) and `calls` (all calls), as
        ``cx.linkage.rate_base(link, by="team", event=codes["complaint"])`` gives. `n_missing` is taken over.
    by : str or None
        Column of `base` with the groups; None when there is one row for all calls.
    evaluation : Evaluation, optional
        From :func:`evaluate_codes` on your own hand-coded sample: the rate corrected for the coder's error then stands
        beside the plain one. `base` must then have `complaints` (all complaints of the group, whatever they are about),
        as `rate_base` gives.
    level : float in (0, 1)
        Confidence level.
    per : int
        Calls to which the rate refers.
    purpose : str, optional
        Only for a column of employees: what the table is for, such as "which colleagues to offer a headset check".
        It comes back in ``table.attrs["purpose"]``.

    Returns
    -------
    DataFrame
        One row a group, sorted by its name and never by its rate: the group, `count` (complaints), `estimate`
        (complaints per `per` calls), `ci_lower`, `ci_upper`, `n` (calls), `n_missing` (complaints unclear or missing).
        With `evaluation` also `corrected`, `corrected_lower`, `corrected_upper`, `clipped`, and the words in
        ``attrs["correction"]``; see :func:`correct_rates`.

    Raises
    ------
    ValueError
        If `by` is a person and no purpose is given or somebody has fewer than 1,000 calls; if a column is missing or a
        number is impossible.

    Notes
    -----
    Byar's interval for a Poisson count over its calls, since one call can give more than one complaint. With a rate of
    1 in 100 and limits at 99.8%, somebody with three times that rate is noticed with a chance of 8 in 100 at 100 calls
    and 95 in 100 at 1,000 calls: below 1,000 calls a table of persons shows luck.

    References
    ----------
    Breslow NE, Day NE (1987). Statistical Methods in Cancer Research, vol. II, p. 69. IARC.

    Examples
    --------
    >>> base = pd.DataFrame({"team": ["North", "South"], "events": [12, 4], "calls": [4000, 1000]})
    >>> rate_complaints(base)[["team", "count", "estimate", "n"]]
        team  count  estimate     n
    0  North     12       3.0  4000
    1  South      4       4.0  1000
    """
    _need(base, ["events", "calls", *([by] if by is not None else [])], 'cx.linkage.rate_base(link, by="team", ...)')
    counted = [name for name in ("events", "calls", "n_missing", "complaints") if name in base]
    base = base.assign(**{name: whole_if_possible(numbers(base[name], name)) for name in counted})
    if _is_person(by):
        _check_people(base, by, purpose)
    rates = rate_ci(base["events"], base["calls"] / per, level=level)
    table = rates.assign(count=base["events"], n=base["calls"], n_missing=base.get("n_missing", 0),
                         texts=base.get("complaints"))
    if by is not None:
        table = table.assign(**{by: base[by]}).sort_values(by, key=_in_order)
    shown = table.reset_index(drop=True)[([] if by is None else [by]) + SUMMARY]
    if evaluation is not None:
        _need(base, ["complaints"], 'cx.linkage.rate_base(link, by="team", ...)')
        texts = table["texts"].reset_index(drop=True)
        shown = _beside(shown, correct_rates(shown["count"], texts, evaluation, calls=shown["n"], per=per, level=level))
    shown.attrs |= {"per": per} | ({"purpose": purpose} if _is_person(by) else {})
    return shown


def cause_shares(codes: pd.DataFrame, *, folded: bool = True, level: float = 0.95) -> pd.DataFrame:
    """Count the reasons that customers give for not being able to follow.

    These are the customers' own reasons, never facts about a person. "Hearing" is no fault of the customer: it is a
    need that another channel can meet.

    Parameters
    ----------
    codes : DataFrame
        One row a text, from :func:`code_complaints`.
    folded : bool
        Put articulation, accent and proficiency together as "way of speaking". A bar called "accent" soon stands for a
        group of people; the unfolded table is for whoever reads the texts behind it.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row a reason: `cause`, `count` (complaints that give it), `estimate` (share of the complaints), `ci_lower`,
        `ci_upper`, `n` (complaints), `n_missing` (texts unclear or missing). One complaint can give several reasons, so
        the shares may add up to more than 1.

    Raises
    ------
    ValueError
        If the codes lack a column.

    Notes
    -----
    Wilson's interval. There is no `by`: reasons are not broken down by team or employee.

    Examples
    --------
    >>> from cxlab.intelligibility import code_complaints
    >>> codes = code_complaints(["She mumbles.", "He talks too fast and mumbles.", "The line was so bad I couldn't hear"
    ...                          " the agent.", "Great service, thank you."])
    >>> cause_shares(codes)[["cause", "count", "n"]].head(3)
                 cause  count  n
    0  way of speaking      2  3
    1             rate      1  3
    2           volume      0  3
    """
    need_codes(codes, ["complaint", *(f"cause_{cause}" for cause in CAUSES)])
    codes = yes_or_no(codes)
    complaints = codes[codes["complaint"].fillna(False).astype(bool)]
    flags = complaints[[f"cause_{cause}" for cause in CAUSES]].fillna(False).astype(bool)
    flags.columns = list(CAUSES)
    if folded:
        flags.insert(0, SPEAKING, flags[list(FOLDED)].any(axis=1))
        flags = flags.drop(columns=list(FOLDED))
    count = flags.sum().astype(int)
    table = proportion_ci(count, len(complaints), level=level).assign(count=count)
    table["n_missing"] = int(codes["complaint"].isna().sum())
    return table.rename_axis("cause").reset_index()[["cause", *SUMMARY]]


def _beside(table: pd.DataFrame, correction: Correction) -> pd.DataFrame:
    """The corrected numbers beside the plain ones."""
    more = correction.table[["estimate", "ci_lower", "ci_upper", "clipped"]].set_axis(CORRECTED, axis=1)
    table = table.join(more)
    table.attrs["correction"] = correction.text
    return table


def _groups(codes, by) -> tuple[pd.Series, Hashable]:
    if by is None:
        return pd.Series(0, index=codes.index), "group"
    if isinstance(by, pd.Series):
        check_column(by, "by")
        lost = codes.index.difference(by.index)
        if len(lost) or not by.index.is_unique:
            row = lost[0] if len(lost) else by.index[by.index.duplicated()][0]
            raise ValueError(f"by has no single value for row {row!r}; expected one group for every row of codes")
        return by.reindex(codes.index), by.name or "group"
    if by not in codes:
        raise ValueError(f"codes has no column {by!r}; put your own columns beside the codes first, for example "
                         "complaints.join(codes)")
    check_column(codes[by], str(by))
    return codes[by], by


def _is_person(by) -> bool:
    return str(by).strip().lower().replace("_", " ") in {name.replace("_", " ") for name in _PEOPLE}


def _check_people(base, by, purpose) -> None:
    if not (isinstance(purpose, str) and purpose.strip()):
        raise ValueError(f"by is {by!r}: a table of employees needs a purpose, agreed with those concerned, for "
                         "example purpose='offer a headset check'. To see where to listen back, use by='team'.")
    few = base[base["calls"] < LEAST_CALLS]
    if len(few):
        raise ValueError(f"by is {by!r} and {len(few)} of {len(base)} have fewer than {LEAST_CALLS:,} calls: with so "
                         "few calls the table shows luck, not people. Take a longer period, or use by='team'.")


def _in_order(names: pd.Series) -> pd.Series:
    """Names to sort by; where numbers stand among words, all as words."""
    mixed = names.dtype == "object" and names.dropna().map(lambda name: isinstance(name, str)).nunique() > 1
    return names.astype("str") if mixed else names


def _need(table, columns, source) -> None:
    check_table(table, "the table")
    absent = [name for name in columns if name not in table]
    if absent:
        raise ValueError(f"the table has no column {', '.join(map(repr, absent))}; expected what {source} gives")
    check_table(table, "the table", needs=columns)
