"""Listen back: draw calls blind, code them on a sheet, and see whether listeners agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.agreement import krippendorff_alpha
from cxlab.counts import check_level, check_table
from cxlab.frames.contracts import CAUSES
from cxlab.intelligibility.effects import _check_table
from cxlab.intelligibility.rates import _is_person

ANSWERS = ("yes", "no", "cannot tell")
SHEET = ("listen_id", "coder", "could_follow", "line_quality_heard", "cause", "lost", "note")


@dataclass(frozen=True, eq=False, repr=False)
class ListeningSample:
    """Calls to listen back to.

    Attributes
    ----------
    table : DataFrame
        One row a call, in the order to listen: `listen_id` ("L001", ...). This is all that a listener may know.
    key : DataFrame
        Who keeps the recordings keeps this: `listen_id`, `call_id` (or the row's label), the columns of the strata,
        `weight` (how many calls of the log it stands for).
    strata : DataFrame
        One row a stratum: `stratum`, its columns, `calls`, `n` (drawn), `weight`.
    seed : int
        The same seed draws the same calls.
    text : str
        What was drawn, in a sentence.
    """

    table: pd.DataFrame
    key: pd.DataFrame
    strata: pd.DataFrame
    seed: int
    text: str

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False, repr=False)
class Listened:
    """What listeners found.

    Attributes
    ----------
    table : DataFrame
        One row: the share of all calls in the log that could not be followed: `estimate`, `ci_lower`, `ci_upper`,
        `n` (calls with a verdict), `n_missing` (calls without).
    agreement : DataFrame
        Krippendorff's alpha between listeners: `estimate`, `ci_lower`, `ci_upper`, `n`, `n_missing`, `n_coders`.
    text : str
        Both in plain sentences.
    """

    table: pd.DataFrame
    agreement: pd.DataFrame
    text: str

    def __repr__(self) -> str:
        return self.text


def draw_listening_sample(calls: pd.DataFrame, n: int, *, strata: str | Sequence[str] = (),
                          seed: int) -> ListeningSample:
    """Draw calls to listen back to, so many from each kind, under blind numbers.

    Listeners who know the team, or that the customer complained, hear what they expect. They get a number and nothing
    else; calls of all kinds stand mixed.

    Parameters
    ----------
    calls : DataFrame
        One row a call; `call_id` is used when it is there.
    n : int
        How many to draw in all.
    strata : column name or sequence of column names
        Draw equally many calls of each combination, such as "team" or ["line_quality"]. A small kind gives all it has,
        and the others more.
    seed : int
        The same seed draws the same calls.

    Returns
    -------
    ListeningSample
        `.table` (`listen_id`) for the listeners, `.key` for who keeps the recordings, `.strata`, `.text`.

    Raises
    ------
    ValueError
        If `n` is no whole number from 1 to the number of calls, or smaller than the number of strata; if a column is
        missing or says who people are; or if a stratum is a person.

    Notes
    -----
    Each call of a stratum is as likely as another. Since strata are drawn at different rates, results for all calls
    need `weight`: :func:`score_listening` uses it. Calls whose stratum is missing are not drawn, and counted in `text`.

    Examples
    --------
    >>> calls = pd.DataFrame({"call_id": [f"K{i}" for i in range(100)], "line_quality": ["good"] * 80 + ["poor"] * 20})
    >>> drawn = draw_listening_sample(calls, 10, strata="line_quality", seed=1)
    >>> drawn.table.columns.tolist(), drawn.strata[["line_quality", "calls", "n", "weight"]].to_numpy().tolist()
    (['listen_id'], [['good', 80, 5, 16.0], ['poor', 20, 5, 4.0]])
    """
    strata = [strata] if isinstance(strata, str) else list(strata)
    _check_table(calls, strata)
    people = [name for name in strata if _is_person(name)]
    if people:
        raise ValueError(f"strata holds {', '.join(map(repr, people))}: listening back is done for kinds of calls, not "
                         "for one employee; use for example strata='line_quality'")
    known = calls[calls[strata].notna().all(axis=1)] if strata else calls
    groups = known.groupby(strata, observed=True).ngroup() if strata else pd.Series(0, index=known.index)
    sizes = groups.value_counts().sort_index()
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or not len(sizes) <= n <= len(known) or n < 1:
        raise ValueError(f"n is {n!r}; expected a whole number from {max(1, len(sizes))} (the number of strata) to "
                         f"{len(known)} (the number of calls)")
    rng = np.random.default_rng(seed)
    shares = _allocate(sizes.to_numpy(), int(n))
    picked = np.concatenate([rng.choice(np.flatnonzero(groups.to_numpy() == stratum), size, replace=False)
                             for stratum, size in zip(sizes.index, shares, strict=True)])
    picked = rng.permutation(picked)
    drawn, stratum = known.iloc[picked], groups.to_numpy()[picked]
    weight = sizes.to_numpy() / shares
    width = max(3, len(str(n)))
    label = [f"L{number:0{width}d}" for number in range(1, n + 1)]
    key = pd.DataFrame({"listen_id": label, "call_id": (drawn["call_id"] if "call_id" in drawn else
                                                        drawn.index.to_series()).to_numpy()})
    key[strata] = drawn[strata].to_numpy() if strata else []
    key = key.assign(stratum=stratum + 1, weight=weight[stratum])
    table = pd.DataFrame({"listen_id": label})
    kinds = known.assign(stratum=groups + 1).drop_duplicates("stratum").sort_values("stratum")
    kinds = kinds[["stratum", *strata]].reset_index(drop=True).assign(calls=sizes.to_numpy(), n=shares, weight=weight)
    out = len(calls) - len(known)
    left = f" {out:,} calls of which the kind is not known could not be drawn." if out else ""
    text = (f"{n} of {len(calls):,} calls were drawn from {len(sizes)} {'kinds' if len(sizes) > 1 else 'kind'} of "
            f"calls (seed {seed}).{left}")
    return ListeningSample(table, key, kinds, seed, text)


def coding_sheet(sample: ListeningSample, *, coders: Sequence[str] = ("coder 1", "coder 2")) -> pd.DataFrame:
    """Make the sheet that listeners fill in: a blind number and empty cells, nothing about people or places.

    Parameters
    ----------
    sample : ListeningSample
        From :func:`draw_listening_sample`.
    coders : sequence of str
        Who listens: pseudonyms. Everyone hears every call, without seeing the others' answers: hand each their own
        part, ``sheet[sheet["coder"] == "coder 1"]``.

    Returns
    -------
    DataFrame
        One row a call and coder: `listen_id`, `coder`, and empty cells to fill in: `could_follow` ("yes", "no",
        "cannot tell"), `line_quality_heard` ("good", "fair", "poor"), `cause` (one of the eight), `lost` (what could
        not be made out), `note`.

    Raises
    ------
    TypeError
        If `sample` is something else.
    ValueError
        If no coder is given, or one stands twice.

    Notes
    -----
    The line comes before the cause, so that it is heard first. Safe to save as a workbook: it holds no customer's
    words.

    Examples
    --------
    >>> calls = pd.DataFrame({"call_id": ["K1", "K2", "K3"], "team": ["A", "B", "B"]})
    >>> coding_sheet(draw_listening_sample(calls, 2, seed=1)).iloc[:, :3].fillna("").to_numpy().tolist()[:2]
    [['L001', 'coder 1', ''], ['L002', 'coder 1', '']]
    """
    if not isinstance(sample, ListeningSample):
        raise TypeError(f"sample is {type(sample).__name__}; expected what draw_listening_sample gives")
    coders = [coders] if isinstance(coders, str) else list(coders)
    if not coders or len(set(coders)) < len(coders):
        raise ValueError(f"coders is {coders!r}; expected one or more pseudonyms, each once")
    sheet = pd.concat([sample.table[["listen_id"]].assign(coder=coder) for coder in coders], ignore_index=True)
    for name in SHEET[2:]:
        sheet[name] = pd.Series(pd.NA, index=sheet.index, dtype="str")
    return sheet[list(SHEET)]


def score_listening(sheet: pd.DataFrame, sample: ListeningSample, *, level: float = 0.95, seed: int = 0) -> Listened:
    """Bring the filled-in sheets together: do the listeners agree, and how often could the speech not be followed?

    Parameters
    ----------
    sheet : DataFrame
        The filled-in sheets below each other: `listen_id`, `coder`, `could_follow`.
    sample : ListeningSample
        The sample that they belong to.
    level : float in (0, 1)
        Confidence level.
    seed : int
        Seed of the bootstrap interval of the agreement.

    Returns
    -------
    Listened
        `.table` (`estimate`, `ci_lower`, `ci_upper`, `n`, `n_missing`), `.agreement`, `.text`.

    Raises
    ------
    ValueError
        If a column is missing, an answer is none of "yes", "no", "cannot tell", a number is not in the sample, a
        cause is unknown, or fewer than two calls have a verdict.

    Notes
    -----
    A call's verdict is the share of its listeners who said no; "cannot tell" and empty cells count for neither. The
    estimate is the mean over strata weighted by their calls, with Wilson's interval at the effective number of calls,
    n over the design effect of the weights. Agreement: Krippendorff's alpha, nominal, bootstrap over calls.

    References
    ----------
    Korn EL, Graubard BI (1998). Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data. Survey Methodology 24, 193-201.

    Examples
    --------
    >>> calls = pd.DataFrame({"call_id": [f"K{i}" for i in range(8)]})
    >>> sample = draw_listening_sample(calls, 4, seed=1)
    >>> sheet = coding_sheet(sample)
    >>> sheet["could_follow"] = ["yes", "no", "yes", "yes"] * 2
    >>> found = score_listening(sheet, sample)
    >>> float(found.table.loc[0, "estimate"]), float(found.agreement.loc[0, "estimate"])
    (0.25, 1.0)
    """
    check_level(level)
    _check_sheet(sheet, sample)
    answers = sheet.assign(no=sheet["could_follow"].astype("object").map({"no": 1.0, "yes": 0.0}).astype("float64"))
    verdict = answers.dropna(subset=["no"]).groupby("listen_id")["no"].mean()
    key = sample.key.set_index("listen_id")
    known = key.join(verdict, how="inner")
    if len(known) < 2:
        raise ValueError(f"{len(known)} calls have a verdict; expected at least two")
    # A stratum stands for all its calls, whatever number of its drawn calls got a verdict.
    calls = sample.strata.set_index("stratum")["calls"]
    heard = known.groupby("stratum")["no"].agg(["mean", "size"])
    part = calls.reindex(heard.index) / calls.reindex(heard.index).sum()
    share = float((part * heard["mean"]).sum())
    weight = (part / heard["size"]).reindex(known["stratum"]).to_numpy()
    effective = 1 / (weight**2).sum()
    lower, upper = _wilson(share, effective, level)
    table = pd.DataFrame({"estimate": [share], "ci_lower": [lower], "ci_upper": [upper], "n": [len(known)],
                          "n_missing": [len(sample.table) - len(known)]})
    codes = answers.assign(code=answers["could_follow"].where(answers["no"].notna()))
    agreement = krippendorff_alpha(codes[["listen_id", "coder", "code"]], columns={"item": "listen_id"}, level=level,
                                   seed=seed)
    return Listened(table, agreement, _say(table, agreement, level))


def _allocate(sizes, n) -> np.ndarray:
    """Equally many of each kind, at least one; what a small kind lacks goes to the others."""
    shares = np.zeros(len(sizes), dtype=int)
    while shares.sum() < n:
        open_kinds = np.flatnonzero(shares < sizes)
        # The kind with the fewest drawn so far; of equals the one with more calls.
        chosen = min(open_kinds, key=lambda kind: (shares[kind], -sizes[kind], kind))
        shares[chosen] += 1
    return shares


def _wilson(share, n, level) -> tuple[float, float]:
    z = stats.norm.ppf((1 + level) / 2)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def _check_sheet(sheet, sample) -> None:
    if not isinstance(sample, ListeningSample):
        raise TypeError(f"sample is {type(sample).__name__}; expected what draw_listening_sample gives")
    check_table(sheet, "sheet")
    absent = [name for name in SHEET[:3] if name not in sheet]
    if absent:
        raise ValueError(f"the sheet has no column {', '.join(map(repr, absent))}; expected what coding_sheet gives")
    check_table(sheet, "sheet", needs=[name for name in SHEET if name in sheet])
    wrong = sheet.loc[~sheet["could_follow"].isin(ANSWERS) & sheet["could_follow"].notna(), "could_follow"]
    if len(wrong):
        raise ValueError(f"could_follow is {wrong.iloc[0]!r} in row {wrong.index[0]} ({len(wrong)} such rows); "
                         "expected yes, no or cannot tell, or an empty cell")
    lost = sorted(set(sheet["listen_id"].dropna()) - set(sample.table["listen_id"]), key=str)
    if lost:
        raise ValueError(f"listen_id {lost[0]!r} is not in this sample ({len(lost)} such); is it the right sheet?")
    causes = set(sheet["cause"].dropna()) - set(CAUSES) if "cause" in sheet else set()
    if causes:
        raise ValueError(f"cause is {sorted(map(str, causes))[0]!r}; expected one of {', '.join(CAUSES)}")


def _say(table, agreement, level) -> str:
    row, alpha = table.iloc[0], agreement.iloc[0]
    said = (f"Listeners could not follow the speech in {row['estimate']:.1%} of the calls ({level * 100:g}% interval "
            f"{row['ci_lower']:.1%} to {row['ci_upper']:.1%}, {int(row['n'])} calls heard).")
    if np.isnan(alpha["estimate"]):
        return said + " Whether listeners agree cannot be told: it takes two of them, and both answers in use."
    verdict = ("enough to build on" if alpha["estimate"] >= 0.8 else "enough for a first impression"
               if alpha["estimate"] >= 0.667 else "too little: talk over the calls on which they differ, and listen "
               "again")
    return said + (f" Agreement between listeners is {alpha['estimate']:.2f} (Krippendorff's alpha, "
                   f"{alpha['ci_lower']:.2f} to {alpha['ci_upper']:.2f}): {verdict}.")
