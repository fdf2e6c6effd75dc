"""What the page for the board shows beside the balance: the open work, quarter by quarter, and what came of it."""

from __future__ import annotations

import pandas as pd

from cxlab.frames import FrameError, split_frame
from cxlab.frames.contracts import LEDGER
from cxlab.portfolio import Ledger, measure_ledger
from cxlab.readers.names import rank_all

FINISHED = ("delivered", "measured", "told")
MOST_SHOWN = 40
SHARES = ("kept its promise", "kept its promise, measured or not (limits)", "value against promise")
CLAIMED = ("start", "value", "status")
DAYS = ("captured_on", "owned_on", "started_on", "delivered_on", "measured_on", "told_on")


def lay_out_work(initiatives: pd.DataFrame, *, effort: str = "effort_fte") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lay out the work that is still open over the quarters, as the list plans it.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        Typed by the contract ``initiatives``; with `start` and `duration_quarters`, and `status` when it is known.
    effort : str
        The column with effort a quarter; without it the load is the number of initiatives.

    Returns
    -------
    (DataFrame, DataFrame)
        The schedule (`initiative`, `track`, `start`, `finish`) and the load (`quarter`, `resource`, `used`,
        `capacity`, which is missing because a list does not say it), as :func:`cxlab.plots.plot_plan` draws them. Both
        are empty when nothing open has a start and a duration.

    Notes
    -----
    What is delivered is left out, and so are rows without start, duration or track. At most 40 are shown, the earliest
    first.

    Examples
    --------
    >>> plan = pd.DataFrame({"initiative": ["Fix bills"], "track": ["Result Driven Innovation"],
    ...                      "start": pd.PeriodIndex(["2026Q4"], freq="Q-DEC"), "duration_quarters": [2]})
    >>> table, load = lay_out_work(plan)
    >>> str(table["finish"].iloc[0]), load["used"].tolist()
    ('2027Q1', [1.0, 1.0])
    """
    absent = [name for name in ("start", "duration_quarters") if name not in initiatives]
    open_ = initiatives.iloc[:0] if absent else initiatives.dropna(subset=["start", "duration_quarters", "track"])
    if "status" in open_:
        open_ = open_[~open_["status"].isin(FINISHED)]
    if open_.empty:
        return (pd.DataFrame(columns=["initiative", "track", "start", "finish"]),
                pd.DataFrame(columns=["quarter", "resource", "used", "capacity"]))
    open_ = open_.sort_values("start", kind="stable").head(MOST_SHOWN)
    finish = [start + int(length) - 1 for start, length in zip(open_["start"], open_["duration_quarters"], strict=True)]
    table = open_[["initiative", "track", "start"]].assign(finish=finish)
    known = effort in open_ and bool(open_[effort].notna().any())
    weight = open_[effort].astype("Float64").fillna(0).to_numpy(dtype=float) if known else [1.0] * len(open_)
    quarters = pd.period_range(min(table["start"]), max(finish), freq="Q-DEC")
    used = [sum(w for w, s, f in zip(weight, table["start"], finish, strict=True) if s <= quarter <= f)
            for quarter in quarters]
    load = pd.DataFrame({"quarter": quarters, "resource": effort if known else "initiatives",
                         "used": [round(value, 9) for value in used], "capacity": float("nan")})
    return table, load


def find_ledger(initiatives: pd.DataFrame) -> pd.DataFrame | None:
    """Find in a list of initiatives what a ledger needs: promises, days of each step, measurements.

    Parameters
    ----------
    initiatives : DataFrame, one row an initiative
        As a reader gave it; the columns of the ledger stand in it under our names, or names that we know for them.

    Returns
    -------
    DataFrame or None
        The rows that hold to the contract ``ledger``; None when there is no day of any step.

    Examples
    --------
    >>> listed = pd.DataFrame({"initiative": ["Fix bills"], "Gestart op": ["05-01-2026"], "Belofte": ["10"]})
    >>> find_ledger(listed)[["initiative", "promised_value"]].to_numpy().tolist()
    [['Fix bills', 10.0]]
    >>> find_ledger(listed[["initiative"]]) is None
    True
    """
    ours: dict[str, str] = {}
    for column in LEDGER.columns:
        # A column that the list of initiatives has claimed (its start is a quarter, no day) is not looked at again.
        theirs = [name for name in initiatives if name == column.name] or [
            name for name in initiatives if name not in CLAIMED and column.name in rank_all(str(name), LEDGER)]
        if len(theirs) == 1:
            ours[theirs[0]] = column.name
    if not any(name in DAYS for name in ours.values()):
        return None
    table = initiatives[list(ours)].rename(columns=ours)
    days = [name for name in (*DAYS, "stopped_on") if name in table]
    table[days] = table[days].astype("str").where(table[days].notna())
    return split_frame(table, LEDGER).good


def tell_ledger(initiatives: pd.DataFrame, today) -> Ledger | str | None:
    """Measure the ledger in a list of initiatives, or say why that is not possible.

    Parameters
    ----------
    initiatives : DataFrame
        As for :func:`find_ledger`.
    today : date or str
        The day of which the page tells.

    Returns
    -------
    Ledger, str or None
        The ledger; what is wrong with it, as a sentence; or None when the list holds none.

    Examples
    --------
    >>> listed = pd.DataFrame({"initiative": ["Fix bills"], "started_on": ["2026-01-05"]})
    >>> float(tell_ledger(listed, "2026-03-31").summary.loc[1, "estimate"])
    1.0
    """
    try:
        register = find_ledger(initiatives)
        return None if register is None or register.empty else measure_ledger(register, today=today)
    except (FrameError, ValueError) as error:
        return str(error)
