"""How long things take when some are not finished yet (Kaplan and Meier)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.duration.survfunc import SurvfuncRight

CURVE = ["days", "estimate", "ci_lower", "ci_upper", "at_risk"]


def still_waiting(days, done, *, level: float) -> pd.DataFrame:
    """Share that takes longer than so many days, with log-log limits; one row each day on which something ended."""
    days, done = np.asarray(days, dtype=float), np.asarray(done, dtype=bool)
    start = pd.DataFrame([[0.0, 1.0, 1.0, 1.0, len(days)]], columns=CURVE)
    if not done.any():
        return start.iloc[:min(len(days), 1)].astype({"at_risk": "int64"})
    with np.errstate(divide="ignore", invalid="ignore"):
        curve = SurvfuncRight(days, done.astype(int))
        share, error = curve.surv_prob, curve.surv_prob_se
        reach = stats.norm.ppf((1 + level) / 2) * error / np.abs(share * np.log(share))
        lower, upper = share ** np.exp(reach), share ** np.exp(-reach)
    # Once all have ended the formula has no error: nobody is known to be left, and the limit above stays where it was.
    gone = share <= 0
    lower[gone] = 0
    upper[gone] = upper[~gone][-1] if (~gone).any() else 1.0
    rows = pd.DataFrame(dict(zip(CURVE, (curve.surv_times, share, lower, upper, curve.n_risk), strict=True)))
    rows = rows if rows["days"].iloc[0] == 0 else pd.concat([start, rows], ignore_index=True)
    return rows.astype({"at_risk": "int64"})


def median_days(curve: pd.DataFrame) -> tuple[float, float, float]:
    """Day by which half has ended, with limits: where the curve and its own limits pass one half (Brookmeyer, Crowley).

    Missing where the curve, or its limit, stays above one half.
    """
    return tuple(_first(curve, column) for column in ("estimate", "ci_lower", "ci_upper"))


def _first(curve, column) -> float:
    under = curve.loc[curve[column] <= 0.5 + 1e-12, "days"]
    return float(under.iloc[0]) if len(under) else float("nan")
