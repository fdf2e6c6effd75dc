"""Is this team really different, or is it only small?

Put ten teams side by side and one of them always comes last, by luck alone. A funnel says how far a team's share of
complaints may lie from the overall share before luck stops being a good explanation. For a small team the limits are
wide, for a large one narrow: drawn against team size they look like a funnel.

`funnel_limits` gives each unit (a team, a site, a product) its estimate, the limits at its own size, and one plain
word: "within limits", "possibly higher than expected" (outside the 95% limits), "higher than expected" (outside the
99.8% limits), and the same for lower. Nothing is put in order of merit, because inside the funnel there is no order to
see. A unit outside it deserves a question, not a verdict: check the data, the mix of customers, the line, and only then
the work.

When most units lie outside, the funnel is too narrow: the units differ in ways nobody measured. That is called
over-dispersion. `overdispersion="multiplicative"` or `"additive"` widens the limits by what the units themselves show.

With rare events (fewer than five expected in a unit) the usual limits raise too many false alarms; `method="exact"`
does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.counts import check_choice, faults, line_up, refuse, whole_if_possible

__all__ = ["Funnel", "funnel_limits"]

KINDS = ("proportion", "rate", "ratio")
METHODS = ("normal", "exact")
OVERDISPERSION = (None, "multiplicative", "additive")
SIGNALS = ("lower than expected", "possibly lower than expected", "within limits", "possibly higher than expected",
           "higher than expected")
_FEW_EVENTS = 5
_CURVE_POINTS = 200


@dataclass(frozen=True, eq=False)
class Funnel:
    """What `funnel_limits` found.

    Attributes
    ----------
    table : DataFrame
        One row a unit, index kept: `estimate`, `n`, `center`, a `lower_` and `upper_` column for each level
        (`lower_95`, `upper_95`, `lower_998`, `upper_998`), `z` and `signal`.
    curve : DataFrame
        The same limits for 200 sizes from the smallest to the largest unit, to draw the funnel with.
    center : float
        The overall value, or the target given.
    phi : float
        How many times the spread of the units is what luck would give (1 = luck alone; squared scale). Missing with
        fewer than three units.
    tau2 : float
        Variance between units added to the limits; 0 unless additive over-dispersion was asked for and found.
    kind : str
        "proportion", "rate" or "ratio".
    levels : tuple of float
        The levels of the limits, narrow first.
    text : str
        The result in a few sentences.
    """

    table: pd.DataFrame
    curve: pd.DataFrame
    center: float
    phi: float
    tau2: float
    kind: str
    levels: tuple[float, ...]
    text: str


def funnel_limits(events, n, *, kind: str = "proportion", levels: Sequence[float] = (0.95, 0.998),
                  overdispersion: str | None = None, winsorise: float = 0.1, target: float | None = None,
                  method: str = "normal") -> Funnel:
    """Give each unit its estimate, the limits at its size, and whether it lies outside them.

    Parameters
    ----------
    events : array or Series of numbers
        Events of each unit, one row a unit. Adjusted counts need not be whole. Two Series are lined up by label.
    n : number, array or Series
        What the events are out of: calls (proportion), exposure (rate), or expected events (ratio).
    kind : {"proportion", "rate", "ratio"}
        "proportion": events / n, at most 1. "rate": events per unit of exposure. "ratio": observed / expected.
    levels : sequence of float in (0, 1)
        Limits to give, 95% and 99.8% by custom. The widest decides the signal, the others say "possibly".
    overdispersion : {None, "multiplicative", "additive"}
        How to widen the limits when the units differ by more than luck.
    winsorise : float in [0, 0.5)
        Share of the z-scores at each end pulled in to the nearest quantile before the spread is measured, so that
        the units sought do not widen the limits meant to find them.
    target : float, optional
        The value to compare with. Default: all events over all n; 1 for a ratio.
    method : {"normal", "exact"}
        "exact" takes binomial or Poisson limits, which stay right for rare events; it goes without over-dispersion.

    Returns
    -------
    Funnel
        `.table` (`estimate`, `n`, `center`, `lower_95`, `upper_95`, `lower_998`, `upper_998`, `z`, `signal`),
        `.curve`, `.center`, `.phi`, `.tau2`, `.text`.

    Raises
    ------
    ValueError
        If events or n are negative, events exceed n in a proportion, labels differ, or an option is unknown.

    Notes
    -----
    Normal limits are center ± z·s with s = √(p(1-p)/n) for a proportion and √(center/n) otherwise, cut at 0 and 1.
    Multiplicative: s is multiplied by √phi, phi being the mean of the squared, winsorised z-scores, when phi > 1.
    Additive: as in the R package FunnelPlotR (its CQC method), on the scale where s does not depend on the center:
    arcsine of the root for a proportion, root of observed / expected otherwise; τ² is the DerSimonian-Laird moment
    estimate from phi, on that scale, and the limits are turned back. Exact limits are the outermost counts that are
    still within. When no unit has an event (or all are events) the limits are not widened. A unit with missing numbers
    or n = 0 keeps its row with missing limits. Normal limits for proportions agree with R's PHEindicatormethods to the
    six decimals of a percentage its results are kept in.

    References
    ----------
    Spiegelhalter DJ (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24, 1185-1202.

    Examples
    --------
    >>> found = funnel_limits([4, 9, 40], [200, 300, 500], target=0.03)
    >>> found.table["signal"].tolist()
    ['within limits', 'within limits', 'higher than expected']
    """
    _check_options(kind, levels, overdispersion, winsorise, method)
    units = _units(events, n, kind)
    known = units["events"].notna() & (units["n"] > 0)
    if overdispersion is not None and known.sum() < 3:
        raise ValueError(f"overdispersion is {overdispersion!r} with {known.sum()} units; expected at least three "
                         "units to measure the spread between them, or overdispersion=None")
    center = _center(units[known], kind, target)
    levels = tuple(sorted(levels))
    z, phi, tau2, limits = _model(units, known, center, kind, overdispersion, winsorise, method)
    estimate = (units["events"] / units["n"]).where(known)
    bounds = _bounds(limits, units["n"].where(known), levels)
    table = pd.concat([pd.DataFrame({"estimate": estimate, "n": whole_if_possible(units["n"]), "center": center}),
                       bounds, z.rename("z")], axis=1)
    table["signal"] = _signals(units["events"], units["n"], z, bounds, levels, method).where(known)
    sizes = units.loc[known, "n"]
    grid = pd.Series(np.linspace(sizes.min(), sizes.max(), _CURVE_POINTS) if len(sizes) else [], dtype=float)
    if method == "exact" and kind == "proportion":
        grid = grid.round().drop_duplicates().reset_index(drop=True)
    curve = pd.concat([pd.DataFrame({"n": grid, "center": center}), _bounds(limits, grid, levels)], axis=1)
    text = _text(table, center, phi, tau2, kind, levels, overdispersion, method)
    return Funnel(table, curve, center, phi, tau2, kind, levels, text)


def _model(units, known, center, kind, overdispersion, winsorise, method):
    """z-scores, phi, τ², and a function from sizes and a tail share to limits."""
    variance = center * (1 - center) if kind == "proportion" else center
    if overdispersion == "additive" and variance > 0:
        forward, back = _scale(kind, center)
        s = 0.5 / np.sqrt(units["n"].where(known) if kind == "proportion" else units["n"].where(known) * center)
        gap = forward(units["events"] / units["n"].where(known)) - forward(center)
        phi = _phi(gap / s, winsorise)
        tau2 = _tau2(s[known], phi)

        def limits(n, q):
            spread = np.sqrt(0.25 / (n if kind == "proportion" else n * center) + tau2)
            return back(forward(center) + q * spread)
        return gap / np.sqrt(s**2 + tau2), phi, tau2, limits
    s = np.sqrt(variance / units["n"].where(known)).replace(0.0, np.nan)
    z = (units["events"] / units["n"].where(known) - center) / s
    phi = _phi(z, winsorise)
    # Without a single event (or with nothing else) no spread can be measured, and there is nothing to widen.
    widen = np.sqrt(np.fmax(phi, 1.0)) if overdispersion == "multiplicative" else 1.0
    if method == "exact":
        return z, phi, 0.0, lambda n, q: _exact(n, q, center, kind)

    def limits(n, q):
        return np.clip(center + q * widen * np.sqrt(variance / n), 0, 1 if kind == "proportion" else None)
    return z / widen, phi, 0.0, limits


def _scale(kind, center):
    """There and back: the scale on which the standard error depends on n alone."""
    if kind == "proportion":
        return (lambda p: np.arcsin(np.sqrt(p))), (lambda y: np.sin(np.clip(y, 0, np.pi / 2)) ** 2)
    return (lambda r: np.sqrt(r / center)), (lambda y: center * np.clip(y, 0, None) ** 2)


def _phi(z, winsorise) -> float:
    scores = z.dropna()
    if len(scores) < 3:
        return np.nan
    pulled = scores.clip(*scores.quantile([winsorise, 1 - winsorise]))
    return float((pulled**2).mean())


def _tau2(s, phi) -> float:
    count, weight = len(s), 1 / s**2
    return float(max(0.0, count * phi - (count - 1)) / (weight.sum() - (weight**2).sum() / weight.sum()))


def _exact(n, q, center, kind):
    """Outermost counts within the limits, over n; q is a normal quantile and stands for its tail share."""
    tail = stats.norm.cdf(q)
    if kind == "proportion":
        return pd.Series(stats.binom.ppf(tail, n.round(), center) / n, index=n.index)
    return pd.Series(stats.poisson.ppf(tail, n * center) / n, index=n.index)


def _bounds(limits, n, levels) -> pd.DataFrame:
    columns = {}
    for level in levels:
        q = stats.norm.ppf((1 + level) / 2)
        columns[f"lower_{_percent(level)}"] = limits(n, -q)
        columns[f"upper_{_percent(level)}"] = limits(n, q)
    return pd.DataFrame(columns, index=n.index)


def _signals(events, n, z, bounds, levels, method) -> pd.Series:
    """One word a unit. By z, or for exact limits by counts: shares on a limit would differ in the last bit."""
    signal = pd.Series("within limits", index=z.index)
    for level in levels:
        q, name = stats.norm.ppf((1 + level) / 2), _percent(level)
        high, low = z > q, z < -q
        if method == "exact":
            high, low = events > (bounds[f"upper_{name}"] * n).round(), events < (bounds[f"lower_{name}"] * n).round()
        doubt = "" if level == levels[-1] else "possibly "
        signal = signal.mask(high, f"{doubt}higher than expected").mask(low, f"{doubt}lower than expected")
    return signal


def _text(table, center, phi, tau2, kind, levels, overdispersion, method) -> str:
    signal = table["signal"].dropna()
    if signal.empty:
        return "No unit has both events and a size, so there is nothing to compare."
    counts = signal.value_counts()
    widest, higher = f"{levels[-1] * 100:g}%", counts.get("higher than expected", 0)
    overall = f"{center * 100:.3g}%" if kind == "proportion" else f"{center:.3g}"
    said = [f"Of {len(signal)} unit{'s' * (len(signal) != 1)}, {higher} {'is' if higher == 1 else 'are'} higher and "
            f"{counts.get('lower than expected', 0)} lower than expected, with {overall} as the centre and "
            f"limits of {widest}."]
    maybe = int(sum(counts.get(f"possibly {way} than expected", 0) for way in ("higher", "lower")))
    if maybe:
        said.append(f"{maybe} more {'lies' if maybe == 1 else 'lie'} outside the {levels[0] * 100:g}% limits; luck "
                    f"alone puts about {100 * (1 - levels[0]):.2g} in 100 units outside those.")
    few = int((table["n"] * table["center"] < _FEW_EVENTS)[signal.index].sum())
    if few and method == "normal":
        said.append(f"In {few} of them fewer than {_FEW_EVENTS} events are expected, where these limits raise too many "
                    'false alarms: see method="exact".')
    if overdispersion and (tau2 > 0 or (overdispersion == "multiplicative" and phi > 1)):
        said.append(f"The units spread more than luck would (phi {phi:.2f}), and the limits were widened for it.")
    elif overdispersion is None and phi > 2:
        said.append(f"The units spread more than luck would (phi {phi:.2f}): something not in these numbers differs "
                    'between them, so see overdispersion="additive" before asking anyone to explain.')
    return " ".join(said)


# What the user gave, lined up and checked.

def _units(events, n, kind) -> pd.DataFrame:
    units = line_up(events=events, n=n, each="unit")
    found = [fault for name in units for fault in faults(units[name], units[name] < 0, "0 or more", each="unit")]
    over = units[units["events"] > units["n"]] if kind == "proportion" else units.iloc[:0]
    refuse(found + [f"events is {row['events']:g} for unit {label}, more than its n of {row['n']:g}; if one call can "
                    'give several events, use kind="rate"' for label, row in over.iterrows()])
    return units


def _center(units, kind, target) -> float:
    if target is not None:
        top = 1 if kind == "proportion" else np.inf
        if not isinstance(target, int | float | np.number) or not 0 < target < top:
            expected = "a share between 0 and 1" if kind == "proportion" else "a number above 0"
            raise ValueError(f"target is {target!r}; expected {expected}")
        return float(target)
    if kind == "ratio":
        return 1.0
    return float(units["events"].sum() / units["n"].sum()) if len(units) else np.nan


def _check_options(kind, levels, overdispersion, winsorise, method) -> None:
    for name, value, allowed in (("kind", kind, KINDS), ("method", method, METHODS),
                                 ("overdispersion", overdispersion, OVERDISPERSION)):
        check_choice(name, value, allowed)
    given = list(levels) if np.ndim(levels) == 1 else []
    if not given or not all(isinstance(v, int | float | np.number) and 0 < v < 1 for v in given):
        raise ValueError(f"levels is {levels!r}; expected numbers between 0 and 1, for example (0.95, 0.998)")
    if not isinstance(winsorise, int | float | np.number) or not 0 <= winsorise < 0.5:
        raise ValueError(f"winsorise is {winsorise!r}; expected a share from 0 up to 0.5, for example 0.1")
    if method == "exact" and overdispersion is not None:
        raise ValueError('method="exact" has no over-dispersion; expected overdispersion=None, or method="normal"')


def _percent(level) -> str:
    return f"{level * 100:.10g}".replace(".", "")
