"""Rows that come in groups: does something make a difference, when some groups always score higher than others?

A hundred calls of one employee resemble each other more than a hundred calls of a hundred employees. A model that
forgets this is too sure of itself. The mixed logistic model gives every group a level of its own, drawn from a normal
distribution, and estimates how far the groups lie apart together with the effects that were asked for.

`fit_mixed_logistic` takes yes/no events (or counts out of n), the columns that may explain them, and the group of each
row. It answers in odds ratios *within* a group: for one and the same employee, how do the odds change? For "how many
more in all?" see the averages over groups that :mod:`cxlab.intelligibility` makes from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats
from scipy.special import expit, gammaln, logit, logsumexp

from cxlab.counts import check_column, check_level, check_table, numbers, refuse

__all__ = ["MixedLogistic", "fit_mixed_logistic"]

_STEPS_FOR_MODE = 100
_TOLERANCE = 1e-10
_NO_SPREAD = 1e-4


@dataclass(frozen=True, eq=False)
class MixedLogistic:
    """What `fit_mixed_logistic` found.

    Attributes
    ----------
    table : DataFrame
        One row a term (index `term`, "(start)" first): `coefficient` and `se` on the log-odds scale, `estimate` (the
        odds ratio, for "(start)" the odds), `ci_lower`, `ci_upper`, `n`, `p_value`.
    covariance : DataFrame
        Covariance of the coefficients and of `sd`, the last row and column.
    sd : float
        Standard deviation of the groups' own levels, on the log-odds scale; 0 when the groups do not differ by more
        than luck.
    log_likelihood : float
        At the best fit.
    n, n_groups : int
        Events that could happen (rows, or the sum of n), and groups.
    level : float
        Confidence level.
    text : str
        The result in one or two sentences.
    """

    table: pd.DataFrame
    covariance: pd.DataFrame
    sd: float
    log_likelihood: float
    n: int
    n_groups: int
    level: float
    text: str


def fit_mixed_logistic(events, terms: pd.DataFrame, group, *, n=1, points: int = 7,
                       level: float = 0.95) -> MixedLogistic:
    """Fit a logistic model in which every group has a level of its own.

    Parameters
    ----------
    events : array or Series of numbers
        Events of each row: true/false, 0/1, or a count out of `n`.
    terms : DataFrame of numbers
        What may explain the events, one column a term: 0/1 for a category against its reference, or a number. The
        constant is added. A table without columns fits the groups alone. Rows as in `events`.
    group : array or Series
        The group of each row, such as the employee's or customer's code.
    n : number, array or Series
        What the events are out of; 1 for rows that are single calls.
    points : odd int from 1 to 51
        Points of the quadrature for each group. 1 is the Laplace approximation, which underrates the spread of many
        small groups; 7 is accurate in nearly all data.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    MixedLogistic
        `.table` (`coefficient`, `se`, `estimate`, `ci_lower`, `ci_upper`, `n`, `p_value`), `.sd`, `.covariance`,
        `.log_likelihood`, `.n`, `.n_groups`, `.text`.

    Raises
    ------
    ValueError
        If a value is missing or impossible, lengths differ, a term is constant or repeats others, there are fewer than
        two groups, all events are the same, or the search finds no maximum (a term that predicts perfectly).

    Notes
    -----
    log-odds of row i in group j = start + terms·coefficients + sd·u_j with u_j standard normal. Each group's integral
    over u_j is taken by adaptive Gauss-Hermite quadrature; the log-likelihood is maximised with its exact gradient
    (BFGS, then Newton steps), and standard errors come from its second derivatives there, with sd not taken as known.
    Intervals are Wald's. Equal rows of one group are put together first, so that a hundred thousand calls with a few
    categories are fitted in a second or so. On lme4's data cbpp, Laplace, the coefficients and sd agree with glmer's
    documented fit to 0.0005, and the log-likelihood is a little above its -92.0266.

    References
    ----------
    Pinheiro JC, Bates DM (1995). Approximations to the log-likelihood function in the nonlinear mixed-effects model.
    J. Computational and Graphical Statistics 4, 12-35.
    Bates D, Mächler M, Bolker B, Walker S (2015). Fitting linear mixed-effects models using lme4. J. Statistical
    Software 67(1).

    Examples
    --------
    >>> rows = pd.DataFrame({"trained": [0, 1] * 4, "events": [9, 5, 12, 8, 4, 1, 7, 5]})
    >>> fit = fit_mixed_logistic(rows["events"], rows[["trained"]], list("AABBCCDD"), n=40)
    >>> fit.table.loc["trained", "estimate"].round(2), fit.n, fit.n_groups
    (np.float64(0.53), 320, 4)
    """
    check_level(level)
    if isinstance(points, bool) or not isinstance(points, int | np.integer) or points % 2 == 0 or not 1 <= points <= 51:
        raise ValueError(f"points is {points!r}; expected an odd whole number from 1 to 51, for example 7")
    y, size, x, code, names, constant = _rows(events, terms, group, n)
    model = _Model(y, size, x, code, points)
    best, covariance = _maximise(model)
    value = -model.loss(best)[0] + constant
    # The likelihood is the same for sd and -sd; the search may end on either side.
    sd = abs(best[-1]) if abs(best[-1]) > _NO_SPREAD else 0.0
    table = _terms(best[:-1], np.sqrt(np.diag(covariance)[:-1]), names, int(size.sum()), level)
    labels = [*names, "sd"]
    n_groups = int(code.max()) + 1
    return MixedLogistic(table, pd.DataFrame(covariance, index=labels, columns=labels), float(sd), float(value),
                         int(size.sum()), n_groups, level, _text(table, sd, n_groups, level))


class _Model:
    """The marginal log-likelihood of grouped counts, with its gradient; the modes of the groups are kept as a start."""

    def __init__(self, y, size, x, code, points):
        self.y, self.size, self.x, self.code = y, size, x, code
        self.groups = int(code.max()) + 1
        self.z, weight = np.polynomial.hermite.hermgauss(points)
        self.log_weight = np.log(weight) + self.z**2
        self.modes = np.zeros(self.groups)

    def sums(self, values):
        """Sum over the rows of each group."""
        return np.bincount(self.code, values, self.groups)

    def start(self) -> np.ndarray:
        """Coefficients without groups, and a moderate spread."""
        beta = np.zeros(self.x.shape[1])
        beta[0] = logit(self.y.sum() / self.size.sum())
        for _ in range(25):
            mu = expit(self.x @ beta)
            weight = self.size * mu * (1 - mu)
            step = np.linalg.solve(self.x.T @ (weight[:, None] * self.x) + 1e-9 * np.eye(len(beta)),
                                   self.x.T @ (self.y - self.size * mu))
            beta += np.clip(step, -2, 2)
            if np.abs(step).max() < 1e-8:
                break
        return np.append(beta, 0.5)

    def find_modes(self, fixed, sd):
        """The most likely level of each group, by Newton's method."""
        u = self.modes
        for _ in range(_STEPS_FOR_MODE):
            mu = expit(fixed + sd * u[self.code])
            slope = sd * self.sums(self.y - self.size * mu) - u
            step = slope / (1 + sd**2 * self.sums(self.size * mu * (1 - mu)))
            u = u + np.clip(step, -2, 2)
            if np.abs(step).max() < 1e-11:
                break
        self.modes = u
        return u

    def loss(self, theta):
        """Minus the log-likelihood (without its constant), and its gradient."""
        y, size, x, code, z = self.y, self.size, self.x, self.code, self.z
        fixed, sd = x @ theta[:-1], theta[-1]
        u = self.find_modes(fixed, sd)
        mu = expit(fixed + sd * u[code])
        v = size * mu * (1 - mu)
        t = v * (1 - 2 * mu)
        sum_v, sum_t, sum_r = self.sums(v), self.sums(t), self.sums(y - size * mu)
        curve = 1 + sd**2 * sum_v
        width = curve**-0.5
        # One column a point of the quadrature.
        at = u[:, None] + np.sqrt(2) * width[:, None] * z
        eta = fixed[:, None] + sd * at[code]
        rest = y[:, None] - size[:, None] * expit(eta)
        inside = y[:, None] * eta - size[:, None] * np.logaddexp(0, eta)
        joint = np.column_stack([self.sums(column) for column in inside.T]) - at**2 / 2 + self.log_weight
        whole = logsumexp(joint, axis=1)
        share = np.exp(joint - whole[:, None])
        rest_sums = np.column_stack([self.sums(column) for column in rest.T])
        # The points move with the coefficients: by the mode, and by the width at the mode.
        slope = share * (sd * rest_sums - at)
        by_width = (slope * np.sqrt(2) * width[:, None] * z).sum(axis=1) + 1
        by_mode = slope.sum(axis=1) - by_width * sd**3 * sum_t / (2 * curve)
        row = ((share[code] * rest).sum(axis=1) - sd * v * (by_mode / curve)[code]
               - sd**2 * t * (by_width / (2 * curve))[code])
        mode_by_sd = (sum_r - sd * u * sum_v) / curve
        gradient_sd = ((share * at * rest_sums).sum() + (by_mode * mode_by_sd).sum()
                       - (by_width * (2 * sd * sum_v + sd**2 * u * sum_t) / (2 * curve)).sum())
        value = (whole + np.log(width) - 0.5 * np.log(np.pi)).sum()
        return -value, -np.append(x.T @ row, gradient_sd)


def _maximise(model) -> tuple[np.ndarray, np.ndarray]:
    """The maximum and the covariance there."""
    theta = optimize.minimize(model.loss, model.start(), jac=True, method="BFGS",
                              options={"gtol": 1e-5, "maxiter": 500}).x
    for _ in range(10):
        gradient = model.loss(theta)[1]
        hessian = _hessian(model, theta)
        if not np.isfinite(hessian).all() or abs(theta[-1]) <= _NO_SPREAD or np.linalg.eigvalsh(hessian)[0] <= 0:
            break
        step = np.linalg.solve(hessian, gradient)
        theta = theta - step
        if np.abs(step).max() < _TOLERANCE * (1 + np.abs(theta).max()):
            break
    if np.abs(theta[:-1]).max() > 15:
        raise ValueError("the search finds no maximum: a term (or the constant) predicts the events perfectly. Leave "
                         "that term out, or join categories in which all rows, or none, have an event")
    return theta, _covariance(_hessian(model, theta))


def _hessian(model, theta) -> np.ndarray:
    """Second derivatives, from differences of the exact gradient."""
    width = 1e-5 * np.maximum(1, np.abs(theta))
    columns = []
    for place, h in enumerate(width):
        shift = np.zeros(len(theta))
        shift[place] = h
        columns.append((model.loss(theta + shift)[1] - model.loss(theta - shift)[1]) / (2 * h))
    hessian = np.array(columns)
    return (hessian + hessian.T) / 2


def _covariance(hessian) -> np.ndarray:
    if np.linalg.eigvalsh(hessian)[0] > 0:
        return np.linalg.inv(hessian)
    # At a spread of nothing the likelihood may be flat or turn up in sd alone; the coefficients keep their own.
    covariance = np.full(hessian.shape, np.nan)
    covariance[:-1, :-1] = np.linalg.inv(hessian[:-1, :-1])
    return covariance


def _terms(beta, se, names, n, level) -> pd.DataFrame:
    half = stats.norm.ppf((1 + level) / 2) * se
    return pd.DataFrame({"coefficient": beta, "se": se, "estimate": np.exp(beta), "ci_lower": np.exp(beta - half),
                         "ci_upper": np.exp(beta + half), "n": n, "p_value": 2 * stats.norm.sf(np.abs(beta / se))},
                        index=pd.Index(names, name="term"))


def _text(table, sd, n_groups, level) -> str:
    said = [f"{name}: odds ratio {row['estimate']:.2f} ({level * 100:g}% interval {row['ci_lower']:.2f} to "
            f"{row['ci_upper']:.2f})" for name, row in table.iloc[1:4].iterrows()]
    more = f"; and {len(table) - 4} more terms" if len(table) > 4 else ""
    spread = (f"The {n_groups:,} groups differ: their own levels have a standard deviation of {sd:.2f} on the log-odds "
              "scale." if sd else f"The {n_groups:,} groups do not differ by more than luck.")
    return f"{'; '.join(said)}{more}. {spread}" if said else spread


# What the user gave, checked, and equal rows put together.

def _rows(events, terms, group, n):
    if not isinstance(terms, pd.DataFrame):
        raise TypeError(f"terms is {type(terms).__name__}; expected a DataFrame with a column for each term")
    check_table(terms, "terms", needs=list(terms.columns))
    given = pd.DataFrame({"events": _column(events, terms, "events"), "n": _column(n, terms, "n"),
                          "group": _column(group, terms, "group", numeric=False)})
    wrong = [f"{name} has text in the column; expected numbers, such as 0 and 1 (see pd.get_dummies)"
             for name in terms if not pd.api.types.is_numeric_dtype(terms[name].dtype)]
    refuse(wrong)
    x = terms.to_numpy(dtype=float, na_value=np.nan)
    refuse(_faults(given, x, terms))
    code = pd.factorize(given["group"])[0]
    y, size = given["events"].to_numpy(float), given["n"].to_numpy(float)
    kept = size > 0
    y, size, x, code = y[kept], size[kept], x[kept], pd.factorize(code[kept])[0]
    _check_fit(y, size, x, code, list(terms.columns))
    constant = float((gammaln(size + 1) - gammaln(y + 1) - gammaln(size - y + 1)).sum())
    whole = pd.DataFrame(np.column_stack([code, x]))
    together = whole.groupby(list(whole.columns), sort=True).ngroup().to_numpy()
    first = np.unique(together, return_index=True)[1]
    x = np.column_stack([np.ones(len(first)), x[first]])
    return (np.bincount(together, y), np.bincount(together, size), x, code[first],
            ["(start)", *map(str, terms.columns)], constant)


def _column(values, terms, name, *, numeric=True):
    if isinstance(values, pd.Series):
        if not values.index.equals(terms.index):
            lost = terms.index.difference(values.index)
            if len(lost) or not values.index.is_unique or len(values) != len(terms):
                raise ValueError(f"{name} and terms have different or repeated row labels; expected the same labels, "
                                 "each once")
            values = values.reindex(terms.index)
    elif np.ndim(values) == 0:
        values = pd.Series(values, index=terms.index)
    elif len(values) != len(terms):
        raise ValueError(f"{name} has {len(values)} rows and terms has {len(terms)}; expected the same number")
    column = pd.Series(values.array if isinstance(values, pd.Series) else list(values), index=terms.index)
    check_column(column, name)
    return numbers(column, name).astype("Float64") if numeric else column


def _faults(given, x, terms) -> list[str]:
    found = [f"{name} is missing in {int(gaps)} rows, first in row {given.index[given[name].isna()][0]}; leave these "
             "rows out first and say how many they are" for name, gaps in given.isna().sum().items() if gaps]
    found += [f"the term {name!r} is missing or infinite in {int(bad.sum())} rows; leave these rows out first"
              for name, bad in zip(terms.columns, ~np.isfinite(x).T, strict=True) if bad.any()]
    bad = ((given["events"] < 0) | (given["events"] > given["n"]) | (given["events"] % 1 != 0)
           | (given["n"] < 0) | (given["n"] % 1 != 0)).fillna(False)
    return found + [f"row {label} has {row['events']:g} events out of {row['n']:g}; expected whole numbers, no more "
                    "events than n" for label, row in given[bad].head(20).iterrows()]


def _check_fit(y, size, x, code, names) -> None:
    if not len(code) or code.max() < 1:
        raise ValueError("there are fewer than two groups; expected at least two, and twenty or more for a spread that "
                         "can be trusted")
    if y.sum() in (0, size.sum()):
        raise ValueError(f"{'no row' if not y.sum() else 'every row'} has an event, so nothing can be compared")
    full = np.column_stack([np.ones(len(x)), x])
    for place, name in enumerate(names, start=1):
        if np.linalg.matrix_rank(full[:, :place + 1]) <= place:
            raise ValueError(f"the term {name!r} is constant or follows from the terms before it; leave it out (a "
                             "category needs one column fewer than it has values: drop_first=True)")
