"""Would another person have coded it the same?

Codes given by people (an emotion, a cause of a complaint, "hard to understand") are measurements, and two people who
read the same text do not always agree. Before counting codes, let two or more coders code the same items without
seeing each other's work, put the result in one long table (a row for each item, coder and code), and ask here.

| You have | Ask for |
|---|---|
| any number of coders, gaps allowed, any kind of scale | `krippendorff_alpha` |
| exactly two coders | `cohen_kappa` |
| the same number of codes for every item | `fleiss_kappa` |
| the question "which code goes wrong?" | `agreement_by_code` |
| the plain share of pairs that agree | `percent_agreement` |

Percent agreement flatters: two coders who both say "no complaint" to nearly everything agree nearly always, and would
do so blindfolded. Alpha and kappa take away what chance would give: 1 is perfect, 0 is what shuffled codes would give,
below 0 is worse than that. Krippendorff asks for 0.80 before conclusions are drawn and takes 0.667 as the least for
tentative ones.

Low agreement is seldom a fault of the coders. Read the items they differ on, sharpen the codebook, and code again.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import sparse, stats
from statsmodels.stats import inter_rater
from statsmodels.stats.proportion import proportion_confint

from cxlab.counts import check_choice, check_level, check_resamples, check_table, refuse

__all__ = ["agreement_by_code", "cohen_kappa", "fleiss_kappa", "krippendorff_alpha", "percent_agreement"]

MEASUREMENTS = ("nominal", "ordinal", "interval", "ratio")
WEIGHTS = (None, "linear", "quadratic")
_NAMES = ("item", "coder", "code")
_AT_ONCE = 1_000_000


def percent_agreement(codes: pd.DataFrame, *, columns: dict | None = None, level: float = 0.95) -> pd.DataFrame:
    """Measure how often two coders of the same item gave it the same code.

    Say it together with alpha or kappa: with one very common code it is high whatever the coders do.

    Parameters
    ----------
    codes : DataFrame
        One row for each item and coder, with columns `item`, `coder`, `code`. A missing code is a gap.
    columns : dict, optional
        Your names for these, for example ``{"item": "case", "coder": "rater"}``.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row: `estimate` (share of pairs, in [0, 1]), `ci_lower`, `ci_upper`, `n` (items with two codes or more),
        `n_missing` (items with fewer), `n_coders`.

    Raises
    ------
    ValueError
        If a column is missing, or a coder coded an item twice.

    Notes
    -----
    The mean over items of the share of agreeing pairs of coders. The interval is Wilson's with the items as n: exact in
    kind for two coders, a little wide for more.

    Examples
    --------
    >>> codes = pd.DataFrame({"item": [1, 1, 2, 2], "coder": list("abab"), "code": ["yes", "yes", "no", "yes"]})
    >>> percent_agreement(codes)[["estimate", "n", "n_coders"]]
       estimate  n  n_coders
    0       0.5  2         2
    """
    check_level(level)
    tidy = _tidy(codes, columns)
    counts, _ = _value_counts(tidy)
    size = counts.sum(axis=1)
    paired, size = counts[size > 1], size[size > 1]
    agreed = ((paired * (paired - 1)).sum(axis=1) / (size * (size - 1))).sum()
    n = len(paired)
    if not n:
        return _summary(np.nan, np.nan, np.nan, tidy, counts)
    lower, upper = proportion_confint(agreed, n, alpha=1 - level, method="wilson")
    # Rounding must not push a limit of 0 or 1 past the estimate.
    lower, upper = (0.0 if agreed == 0 else lower), (1.0 if agreed == n else upper)
    return _summary(agreed / n, lower, upper, tidy, counts)


def cohen_kappa(codes: pd.DataFrame, *, columns: dict | None = None, weights: str | None = None,
                level: float = 0.95) -> pd.DataFrame:
    """Measure the agreement of two coders beyond chance (Cohen's kappa).

    Parameters
    ----------
    codes : DataFrame
        One row for each item and coder, with columns `item`, `coder`, `code`; exactly two coders.
    columns : dict, optional
        Your names for these.
    weights : {None, "linear", "quadratic"}
        For ordered codes: how much a near miss counts. The steps are those of an ordered category, used or not, or
        else the codes in use in sorted order.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        One row: `estimate` (at most 1), `ci_lower`, `ci_upper`, `n` (items coded by both), `n_missing` (items coded by
        one or none), `n_coders`.

    Raises
    ------
    ValueError
        If there are not two coders, a column is missing, a coder coded an item twice, or `weights` needs an order
        that the codes do not have.

    Notes
    -----
    (po - pe) / (1 - pe), with the asymptotic interval of Fleiss, Cohen and Everitt from statsmodels, cut at -1 and 1;
    with perfect agreement it has no width and says too much, and one item has none. When both coders used one and the
    same code throughout, kappa is not defined and is given as missing.

    References
    ----------
    Cohen J (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20, 37-46.
    Fleiss JL, Cohen J, Everitt BS (1969). Large sample standard errors of kappa. Psychological Bulletin 72, 323-327.

    Examples
    --------
    >>> codes = pd.DataFrame({"item": [1, 1, 2, 2, 3, 3, 4, 4], "coder": list("abababab"),
    ...                       "code": ["yes", "yes", "no", "no", "no", "yes", "no", "no"]})
    >>> cohen_kappa(codes)[["estimate", "n"]]
       estimate  n
    0       0.5  4
    """
    check_level(level)
    check_choice("weights", weights, WEIGHTS)
    tidy = _tidy(codes, columns)
    coders = tidy["coder"].unique()
    if len(coders) != 2:
        raise ValueError(f"cohen_kappa compares two coders and found {len(coders)} "
                         f"({', '.join(map(str, coders[:6]))}); keep two of them, or use krippendorff_alpha")
    counts, values = _value_counts(tidy)
    if weights:
        _check_order(tidy["code"], f"weights={weights!r}")
        if isinstance(tidy["code"].dtype, pd.CategoricalDtype) and tidy["code"].cat.ordered:
            # A step of the scale that nobody used still lies between its neighbours.
            values = tidy["code"].cat.categories
    wide = tidy.assign(code=values.get_indexer(tidy["code"])).pivot(index="item", columns="coder", values="code")
    pairs = wide[(wide >= 0).all(axis=1)].astype(int)
    table = np.zeros((len(values), len(values)))
    np.add.at(table, (pairs[coders[0]], pairs[coders[1]]), 1)
    if np.count_nonzero(table.sum(axis=0) + table.sum(axis=1)) < 2:
        return _summary(np.nan, np.nan, np.nan, tidy, counts)
    with warnings.catch_warnings():
        # statsmodels also works out kappa's largest value, which can be 0 / 0; it is not used here.
        warnings.simplefilter("ignore", RuntimeWarning)
        found = inter_rater.cohens_kappa(table, wt=weights)
    half = stats.norm.ppf((1 + level) / 2) * found.std_kappa if len(pairs) > 1 else np.nan
    return _summary(found.kappa, max(found.kappa - half, -1.0), min(found.kappa + half, 1.0), tidy, counts)


def fleiss_kappa(codes: pd.DataFrame, *, columns: dict | None = None, level: float = 0.95, n_resamples: int = 2000,
                 seed: int = 0) -> pd.DataFrame:
    """Measure the agreement of several coders beyond chance (Fleiss' kappa).

    Parameters
    ----------
    codes : DataFrame
        One row for each item and coder, with columns `item`, `coder`, `code`. Every item has the same number of
        codes, not necessarily from the same coders.
    columns : dict, optional
        Your names for these.
    level : float in (0, 1)
        Confidence level.
    n_resamples : int
        How many times the items are drawn again for the interval.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    DataFrame
        One row: `estimate` (at most 1), `ci_lower`, `ci_upper`, `n` (items), `n_missing` (items without codes),
        `n_coders`.

    Raises
    ------
    ValueError
        If items have different numbers of codes, a column is missing, or a coder coded an item twice.

    Notes
    -----
    The interval is the percentile bootstrap over items; with perfect agreement it has no width and says too much.

    References
    ----------
    Fleiss JL (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76, 378-382.

    Examples
    --------
    >>> codes = pd.DataFrame({"item": [1, 1, 1, 2, 2, 2], "coder": list("abcabc"),
    ...                       "code": ["yes", "yes", "yes", "no", "no", "yes"]})
    >>> fleiss_kappa(codes)[["estimate", "n", "n_coders"]]
       estimate  n  n_coders
    0      0.25  2         3
    """
    check_level(level)
    tidy = _tidy(codes, columns)
    counts, _ = _value_counts(tidy)
    size = counts.sum(axis=1)
    used, size = counts[size > 0], size[size > 0]
    if len(used) and (size.min() < 2 or size.min() != size.max()):
        raise ValueError(f"items have from {size.min()} to {size.max()} codes; fleiss_kappa expects the same number, "
                         "two or more, for every item; use krippendorff_alpha, which allows gaps")
    return _bootstrap(_fleiss(used.to_numpy()), np.arange(len(used)), tidy, counts, level, n_resamples, seed)


def krippendorff_alpha(codes: pd.DataFrame, *, measurement: str = "nominal", cluster: str | None = None,
                       columns: dict | None = None, level: float = 0.95, n_resamples: int = 2000,
                       seed: int = 0) -> pd.DataFrame:
    """Measure the agreement of any number of coders beyond chance, with gaps allowed (Krippendorff's alpha).

    Parameters
    ----------
    codes : DataFrame
        One row for each item and coder, with columns `item`, `coder`, `code`. A missing code is a gap.
    measurement : {"nominal", "ordinal", "interval", "ratio"}
        What the codes are: names, ordered steps, or numbers. Steps are numbers (also as text) or an ordered category.
    cluster : str, optional
        A column that says which items belong together (one customer, one call); they are then drawn together for the
        interval.
    columns : dict, optional
        Your names for the three columns.
    level : float in (0, 1)
        Confidence level.
    n_resamples : int
        How many times the items (or clusters) are drawn again for the interval.
    seed : int
        The same seed gives the same interval.

    Returns
    -------
    DataFrame
        One row: `estimate` (at most 1), `ci_lower`, `ci_upper`, `n` (items with two codes or more), `n_missing`
        (items with fewer), `n_coders`.

    Raises
    ------
    ValueError
        If a column is missing, a coder coded an item twice, codes are not numbers where numbers are needed, the order
        of steps cannot be known, or an item lies in two clusters.

    Notes
    -----
    With o_vw how often the values v and w meet within an item, each item of m codes counted as m codes, and e_vw how
    often they would meet if the codes were shuffled over all items, alpha = 1 - Σ o_vw δ²_vw / Σ e_vw δ²_vw. δ² is 1
    for two names; (v - w)² for numbers; ((v - w) / (v + w))² for ratios; for ordered steps the squared number of codes
    that lie between v and w, half of those at v and at w counted in.

    Items with one code cannot be compared and are left out. The interval is the percentile bootstrap over items or
    clusters; resamples with one code only have no alpha and are skipped. With perfect agreement the interval has no
    width and says too much: report n with it. When every code is the same, alpha is not defined and is given as
    missing. Agrees with R's irr::kripp.alpha to 9 digits.

    References
    ----------
    Krippendorff K (2011). Computing Krippendorff's Alpha-Reliability, p. 1 (general form) and sections C and D.
    University of Pennsylvania, Annenberg School for Communication, Departmental Papers 43.
    Krippendorff K (2019). Content Analysis, 4th ed., ch. 12. Sage.
    Hayes AF, Krippendorff K (2007). Answering the call for a standard reliability measure for coding data.
    Communication Methods and Measures 1, 77-89.

    Examples
    --------
    >>> codes = pd.DataFrame({"item": [1, 1, 2, 2, 3, 3, 4, 4], "coder": list("abababab"),
    ...                       "code": ["yes", "yes", "no", "no", "no", "yes", "no", "no"]})
    >>> krippendorff_alpha(codes)[["estimate", "n", "n_coders"]].round(3)
       estimate  n  n_coders
    0     0.533  4         2
    """
    check_level(level)
    check_choice("measurement", measurement, MEASUREMENTS)
    tidy = _tidy(codes, columns, cluster)
    if measurement == "ordinal":
        _check_order(tidy["code"], 'measurement="ordinal"')
    counts, values = _value_counts(tidy)
    domain = _domain(values, measurement)
    paired = counts[counts.sum(axis=1) > 1]
    groups = tidy.groupby("item", observed=True)["cluster"].first().reindex(paired.index)
    return _bootstrap(_alpha(paired.to_numpy(), domain, measurement), pd.factorize(groups)[0], tidy, counts, level,
                      n_resamples, seed)


def agreement_by_code(codes: pd.DataFrame, *, cluster: str | None = None, columns: dict | None = None,
                      level: float = 0.95, n_resamples: int = 1000, seed: int = 0) -> pd.DataFrame:
    """Measure for each code how well the coders agree on "this code or not".

    It shows which lines of the codebook need work. An item may carry several codes from one coder (several emotions):
    give each its own row.

    Parameters
    ----------
    codes : DataFrame
        One row for each item, coder and code. A coder who found nothing should say so with a code of its own ("none");
        a missing code means that the coder did not judge the item.
    cluster, columns, level, n_resamples, seed
        As in `krippendorff_alpha`.

    Returns
    -------
    DataFrame
        One row a code (index `code`): `estimate` (Krippendorff's alpha of yes or no), `ci_lower`, `ci_upper`, `n`
        (items with two coders or more), `n_missing` (items with fewer), `n_coders`, `n_used` (of the n items, those
        to which anyone gave the code).

    Raises
    ------
    ValueError
        If a column is missing, or a coder gave an item the same code twice.

    Notes
    -----
    A code that hardly anyone used has an interval to match: look at `n_used` first.

    References
    ----------
    Krippendorff K (2019). Content Analysis, 4th ed., ch. 12. Sage.

    Examples
    --------
    >>> codes = pd.DataFrame({"item": [1, 1, 2, 2, 3, 3], "coder": list("ababab"),
    ...                       "code": ["joy", "joy", "fear", "anger", "anger", "anger"]})
    >>> agreement_by_code(codes)["estimate"].round(2).to_dict()
    {'anger': 0.44, 'fear': 0.0, 'joy': 1.0}
    """
    check_level(level)
    tidy = _tidy(codes, columns, cluster, several=True)
    judged = tidy.dropna(subset=["code"])
    pairs = judged[["item", "coder", "cluster"]].drop_duplicates()
    rows = {}
    for value in _values(judged["code"]):
        given = pd.MultiIndex.from_frame(judged.loc[judged["code"] == value, ["item", "coder"]])
        yes = pd.MultiIndex.from_frame(pairs[["item", "coder"]]).isin(given)
        answers = pd.concat([pairs.assign(code=yes.astype(int)), tidy[tidy["code"].isna()].assign(code=np.nan)])
        counts, values = _value_counts(answers)
        paired = counts[counts.sum(axis=1) > 1]
        groups = pairs.groupby("item", observed=True)["cluster"].first().reindex(paired.index)
        row = _bootstrap(_alpha(paired.to_numpy(), _domain(values, "nominal"), "nominal"), pd.factorize(groups)[0],
                         answers, counts, level, n_resamples, seed)
        used = int((paired[1.0] > 0).sum()) if 1.0 in paired else 0
        rows[value] = row.iloc[0].to_dict() | {"n_used": used}
    table = pd.DataFrame.from_dict(rows, orient="index",
                                   columns=["estimate", "ci_lower", "ci_upper", "n", "n_missing", "n_coders", "n_used"])
    whole = ["n", "n_missing", "n_coders", "n_used"]
    return table.astype(dict.fromkeys(whole, "int64")).rename_axis("code")


# The statistics on a table of items by values: functions from how often each item is drawn (a row of `drawn` for each
# resample) to a number for each resample.

def _alpha(table, domain, measurement) -> Callable:
    shares, size = _coincidences(table), len(domain)

    def alpha(drawn):
        o = (drawn @ shares).reshape(-1, size, size)
        n_v = o.sum(axis=2)
        n = n_v.sum(axis=1)[:, None, None]
        same = np.eye(size)
        with np.errstate(invalid="ignore"):
            # One value throughout leaves 0 / 0: no disagreement was possible, so alpha is missing.
            e = n_v[:, :, None] * (n_v[:, None, :] - same) / (n - 1)
            d2 = _differences(domain, n_v, measurement)
            return 1 - (o * d2).sum(axis=(1, 2)) / (e * d2).sum(axis=(1, 2))
    return alpha


def _coincidences(table) -> sparse.csr_array:
    """What each item adds to o_vw, one row an item: n_uv (n_uw - [v = w]) / (m_u - 1). Most of it is zero."""
    u, v = np.nonzero(table)
    cells = pd.DataFrame({"u": u, "v": v, "n_uv": table[u, v]})
    pairs = cells.merge(cells.rename(columns={"v": "w", "n_uv": "n_uw"}), on="u")
    u, v, w = (pairs[name].to_numpy() for name in ("u", "v", "w"))
    share = pairs["n_uv"] * (pairs["n_uw"] - (v == w)) / (table.sum(axis=1)[u] - 1)
    n_items, size = table.shape
    return sparse.csr_array((share, (u, v * size + w)), shape=(n_items, size * size))


def _differences(domain, n_v, measurement) -> np.ndarray:
    """Squared differences δ²_vw, by pairs of values; those of ordered steps depend on n_v, so on the resample."""
    v, w = domain[:, None], domain[None, :]
    if measurement == "nominal":
        return (v != w).astype(float)
    if measurement == "ordinal":
        # n_v / 2 + all codes between + n_w / 2 is the distance of the middles of v and w in the row of all codes.
        middle = np.cumsum(n_v, axis=1) - n_v / 2
        return (middle[:, :, None] - middle[:, None, :]) ** 2
    if measurement == "interval":
        return (v - w) ** 2
    return (np.divide(v - w, v + w, out=np.zeros((len(v), len(v))), where=v != w)) ** 2


def _fleiss(table) -> Callable:
    def kappa(items):
        chosen = table[items]
        return inter_rater.fleiss_kappa(chosen) if np.count_nonzero(chosen.sum(axis=0)) > 1 else np.nan
    return lambda drawn: np.array([kappa(np.repeat(np.arange(len(table)), times)) for times in drawn])


def _bootstrap(statistic, groups, tidy, counts, level, n_resamples, seed) -> pd.DataFrame:
    """The statistic with its percentile interval over items, or over groups of items."""
    check_resamples(n_resamples)
    estimate, lower, upper = np.nan, np.nan, np.nan
    if len(groups):
        estimate = float(statistic(np.ones((1, len(groups)), dtype=int))[0])
    n_groups = len(np.unique(groups))
    if n_groups > 1 and not np.isnan(estimate):
        rng = np.random.default_rng(seed)
        # A few resamples at a time, so that many items or many values do not fill the memory.
        step = max(1, _AT_ONCE // max(len(groups), counts.shape[1] ** 2))
        sizes = [min(step, n_resamples - start) for start in range(0, n_resamples, step)]
        found = np.concatenate([statistic(_times_drawn(rng, n_groups, size)[:, groups]) for size in sizes])
        if np.isnan(found).mean() < 0.5:
            lower, upper = np.nanquantile(found, [(1 - level) / 2, (1 + level) / 2])
    return _summary(estimate, lower, upper, tidy, counts)


def _times_drawn(rng, n_groups, n_resamples) -> np.ndarray:
    """How often each group is drawn, a row for each resample (a multinomial draw)."""
    picks = rng.integers(0, n_groups, size=(n_resamples, n_groups)) + n_groups * np.arange(n_resamples)[:, None]
    return np.bincount(picks.ravel(), minlength=n_resamples * n_groups).reshape(n_resamples, n_groups)


def _summary(estimate, lower, upper, tidy, counts) -> pd.DataFrame:
    paired = int((counts.sum(axis=1) > 1).sum())
    return pd.DataFrame({"estimate": [estimate], "ci_lower": [lower], "ci_upper": [upper], "n": [paired],
                         "n_missing": [tidy["item"].nunique() - paired],
                         "n_coders": [tidy.loc[tidy["code"].notna(), "coder"].nunique()]})


# From the user's long table to items by values.

def _value_counts(tidy) -> tuple[pd.DataFrame, pd.Index]:
    """How often each item got each value; items without any code keep a row of zeros."""
    values = _values(tidy["code"])
    counts = pd.crosstab(tidy["item"], tidy["code"]).reindex(columns=values, fill_value=0)
    counts = counts.reindex(tidy["item"].unique(), fill_value=0)
    return pd.DataFrame(counts.to_numpy(), index=counts.index, columns=values), values


def _values(code: pd.Series) -> pd.Index:
    """The values in use, in the order of an ordered category, or sorted (numbers that came as text as numbers)."""
    if isinstance(code.dtype, pd.CategoricalDtype) and code.cat.ordered:
        return pd.Index([value for value in code.cat.categories if (code == value).any()])
    used = pd.Index(code.dropna().astype(object).unique())
    if pd.to_numeric(pd.Series(used), errors="coerce").notna().all():
        return pd.Index(sorted(used, key=float))
    try:
        return pd.Index(sorted(used))
    except TypeError:
        return pd.Index(sorted(used, key=str))


def _check_order(code: pd.Series, wanted: str) -> None:
    """Refuse steps whose order is nowhere to be read: sorted by letter, high comes before low."""
    if isinstance(code.dtype, pd.CategoricalDtype) and code.cat.ordered:
        return
    used = pd.Series(code.dropna().astype(object).unique())
    if len(used) > 2 and pd.to_numeric(used, errors="coerce").isna().any():
        raise ValueError(f"code has the values {', '.join(map(repr, used[:5]))}, and {wanted} needs their order; "
                         "expected numbers or an ordered category: codes['code'] = pd.Categorical(codes['code'], "
                         "['low', 'middle', 'high'], ordered=True)")


def _domain(values, measurement) -> np.ndarray:
    if measurement not in ("interval", "ratio"):
        return np.arange(len(values))
    numbers = pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce").astype(float)
    wrong = [value for value, number in zip(values, numbers, strict=True)
             if np.isnan(number) or (measurement == "ratio" and number < 0)]
    if wrong:
        raise ValueError(f"code has the values {', '.join(map(repr, wrong[:5]))}; expected numbers"
                         f"{' of 0 or more' if measurement == 'ratio' else ''} for {measurement} measurement")
    return numbers.to_numpy()


def _tidy(codes, columns, cluster=None, *, several=False) -> pd.DataFrame:
    """The three columns under our names, and a cluster for each item; every fault told at once."""
    if not isinstance(codes, pd.DataFrame):
        raise TypeError(f"codes is {type(codes).__name__}; expected a DataFrame with a row for each item and coder")
    columns = columns or {}
    unknown = [name for name in columns if name not in _NAMES]
    if unknown:
        raise ValueError(f"columns names {unknown[0]!r}; expected a name for 'item', 'coder' or 'code'")
    names = {name: columns.get(name, name) for name in _NAMES} | {"cluster": cluster or columns.get("item", "item")}
    absent = sorted({theirs for theirs in names.values() if theirs not in codes.columns})
    if absent:
        raise ValueError(f"codes has no column {', '.join(map(repr, absent))}; it has "
                         f"{', '.join(map(repr, codes.columns))}. Name yours with columns={{'item': ..., "
                         "'coder': ..., 'code': ...}")
    check_table(codes, "codes", needs=list(dict.fromkeys(names.values())))
    tidy = pd.DataFrame({ours: codes[theirs].array for ours, theirs in names.items()}, index=codes.index)
    faults = [f"{name} is missing in row {label}; expected a label" for name in ("item", "coder", "cluster")
              for label in tidy.index[tidy[name].isna()]]
    keys = ["item", "coder", "code"] if several else ["item", "coder"]
    twice = tidy[tidy.duplicated(keys)]
    faults += [f"item {row['item']!r} has more than one {'equal code' if several else 'code'} from coder "
               f"{row['coder']!r} (row {label}); expected one" for label, row in twice.iterrows()]
    split = tidy.groupby("item", observed=True)["cluster"].nunique()
    faults += [f"item {item!r} lies in more than one {cluster}; expected one" for item in split.index[split > 1]]
    refuse(faults)
    return tidy
