"""Which call is this complaint about, and out of how many calls?

Eighty complaints about a team mean little until you know whether the team took eight hundred calls or eight thousand.
Complaints and the call log live in different systems; :func:`join_calls` brings them together, :func:`rate_base` counts
the calls behind the complaints, and :func:`share_or_rate` says which of the two your data can give: a rate (complaints
per call) with a call log, and only a share (part of the complaints) without.

Calls that nobody complained about stay in the count. They are what makes a rate a rate.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cxlab.counts import check_column, check_table
from cxlab.intervals import proportion_ci

BY_ID = "call_id"
BY_CUSTOMER = "customer_id"
_NO_CALLS = (
    "a rate needs the call log, and there is none: complaints alone cannot say how often something goes wrong, because "
    "the calls without a complaint are not in them. Read the call log with cx.read_calls and join it with "
    "cx.join_calls(complaints, calls); or speak of shares of the complaints with cx.linkage.share_or_rate(complaints)"
)


@dataclass(frozen=True, eq=False, repr=False)
class CallLink:
    """Complaints with the call that each is about.

    Attributes
    ----------
    table : DataFrame
        The complaints, same index, one row a complaint, with ``matched_by`` (category: "call_id", "customer_id";
        missing when no call was found) and the columns of the call. A column that complaints have too is called
        ``call_...``, such as ``call_team`` (``call_id`` itself: ``matched_call_id``);
        the call's own label is ``call_row``.
    matched, unmatched : DataFrame
        The rows of the table with and without a call.
    multiple : DataFrame
        Complaints for which several calls came into question: ``row`` (label of the complaint), ``matched_by``,
        ``candidates`` (how many calls), ``call_row`` (the one taken), ``is_tie`` (it was as recent as another).
    calls : DataFrame
        The call log, all of it: the denominator.
    n, n_by_id, n_by_customer, n_unmatched : int
        Complaints, and how they were matched.
    window : Timedelta
        How far back a customer's call was looked for.
    text : str
        The same in a few sentences.
    """

    table: pd.DataFrame
    multiple: pd.DataFrame
    calls: pd.DataFrame
    window: pd.Timedelta
    n: int
    n_by_id: int
    n_by_customer: int
    n_unmatched: int
    text: str

    @property
    def matched(self) -> pd.DataFrame:
        """Complaints with a call."""
        return self.table[self.table["matched_by"].notna()]

    @property
    def unmatched(self) -> pd.DataFrame:
        """Complaints without a call."""
        return self.table[self.table["matched_by"].isna()]

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, eq=False, repr=False)
class ShareOrRate:
    """What the data can say: a rate when there is a call log, else a share.

    Attributes
    ----------
    kind : {"rate", "share"}
        "rate": part of the calls. "share": part of the complaints.
    table : DataFrame
        One row a group: the group, ``events``, ``n``, ``estimate``, ``ci_lower``, ``ci_upper``, ``n_missing``.
    text : str
        What the numbers are, and what they are not.
    """

    kind: str
    table: pd.DataFrame
    text: str

    def __repr__(self) -> str:
        return self.text


def join_calls(complaints: pd.DataFrame, calls: pd.DataFrame, *, keys: tuple[str, ...] = (BY_ID, BY_CUSTOMER),
               window: str | int | pd.Timedelta = "7D") -> CallLink:
    """Find the call that each complaint is about.

    By the call's identifier where the complaint has one; else the same customer's latest call in the days before the
    complaint. A complaint without either stays, unmatched: it is never dropped and never guessed.

    Parameters
    ----------
    complaints : DataFrame
        One row a complaint, as :func:`cxlab.readers.read_complaints` gives in ``.good``.
    calls : DataFrame
        One row a call, with or without complaint, as :func:`cxlab.readers.read_calls` gives in ``.good``.
    keys : tuple of {"call_id", "customer_id"}
        What to match by, in this order.
    window : str, int or Timedelta
        How long before the complaint a customer's call may lie, in whole days: ``"7D"``, ``"7 days"`` or 7.

    Returns
    -------
    CallLink
        ``.table``, ``.matched``, ``.unmatched``, ``.multiple``, the counts and ``.text``.

    Raises
    ------
    TypeError
        When one of the two is not a DataFrame.
    ValueError
        When a key or a date is missing from the tables, a label stands twice, or `window` is no number of days; all at
        once.

    Notes
    -----
    Missing identifiers match nothing. An identifier that is not in the log as it stands is looked for without zeros in
    front and without ``.0`` behind, where only one call can be meant. A complaint with a day and no time is taken to be
    written at the end of that day, so that a call on the same day counts; a complaint with a time never matches a later
    call. An identifier goes before the dates: a complaint dated before its call is kept and said. Several calls on the
    last day: the latest, and with equal times the one further down the log; ``.multiple`` names them.

    Examples
    --------
    >>> day = pd.to_datetime
    >>> complaints = pd.DataFrame({"text": ["Too fast", "Bad line", "Rude"], "call_id": ["K1", None, None],
    ...                            "customer_id": ["U1", "U2", "U9"], "date": day(["2026-03-03"] * 3)})
    >>> calls = pd.DataFrame({"call_id": ["K1", "K2", "K3"], "customer_id": ["U1", "U2", "U2"],
    ...                       "date": day(["2026-03-01", "2026-03-01", "2026-02-01"]), "team": ["A", "B", "B"]})
    >>> link = join_calls(complaints, calls)
    >>> link.table[["matched_by", "team"]].astype("object").fillna("-").values.tolist()
    [['call_id', 'A'], ['customer_id', 'B'], ['-', '-']]
    >>> link.n, link.n_by_id, link.n_by_customer, link.n_unmatched
    (3, 1, 1, 1)
    """
    days = _window_days(window)
    _check_tables(complaints, calls, keys, window)
    found = pd.DataFrame({"call_at": pd.array([pd.NA] * len(complaints), dtype="Int64"), "matched_by": None,
                          "candidates": 0, "is_tie": False}, index=range(len(complaints)))
    for key in keys:
        open_ = found["call_at"].isna().to_numpy()
        pairs = _pair_by_id(complaints, calls, open_) if key == BY_ID else \
            _pair_by_customer(complaints, calls, days, open_)
        found = _take_latest(found, pairs, key)
    table = _lay_beside(complaints, calls, found)
    several = found["candidates"].to_numpy() > 1
    multiple = pd.DataFrame({"row": complaints.index[several], "matched_by": table["matched_by"].to_numpy()[several],
                             "candidates": found["candidates"].to_numpy()[several],
                             "call_row": table["call_row"].to_numpy()[several],
                             "is_tie": found["is_tie"].to_numpy()[several]})
    counts = found["matched_by"].value_counts()
    n_id, n_customer = int(counts.get(BY_ID, 0)), int(counts.get(BY_CUSTOMER, 0))
    n_without = len(complaints) - n_id - n_customer
    text = _say_link(len(complaints), n_id, n_customer, n_without, multiple, days)
    text += _say_early(complaints, calls, found)
    return CallLink(table, multiple, calls.copy(deep=False), pd.Timedelta(days=days), len(complaints), n_id, n_customer,
                    n_without, text)


def _check_tables(complaints, calls, keys, window) -> None:
    for name, frame in (("complaints", complaints), ("calls", calls)):
        if not isinstance(frame, pd.DataFrame):
            raise TypeError(f"{name} must be a DataFrame (the .good of a reading), got {type(frame).__name__}")
        check_table(frame, name, needs=[column for column in (BY_ID, BY_CUSTOMER, "date") if column in frame])
    legal = (BY_ID, BY_CUSTOMER)
    faults = [f"keys has {key!r}; it can hold {BY_ID!r} and {BY_CUSTOMER!r}" for key in keys if key not in legal]
    if not faults and not any(key in complaints and key in calls for key in keys):
        faults.append(f"complaints and calls have none of {', '.join(map(repr, keys))} in common; complaints have "
                      f"{', '.join(map(str, complaints.columns))} and calls have {', '.join(map(str, calls.columns))}")
    for name, frame in (("complaints", complaints), ("calls", calls)):
        if frame.index.has_duplicates:
            faults.append(f"{name} has row label {frame.index[frame.index.duplicated()][0]} more than once; use "
                          "reset_index(drop=True)")
        if "date" in frame and not pd.api.types.is_datetime64_any_dtype(frame["date"].dtype):
            faults.append(f"the column date of {name} holds {frame['date'].dtype} and not dates; read the file with "
                          "cx.read_complaints or cx.read_calls")
        elif "date" in frame and frame["date"].dt.tz is not None:
            faults.append(f"the column date of {name} has a time zone ({frame['date'].dt.tz}); put both tables in "
                          'local time without one, for example .dt.tz_convert("Europe/Amsterdam").dt.tz_localize(None)')
    if BY_ID in calls and calls[BY_ID].dropna().duplicated().any():
        again = calls[BY_ID].dropna()
        faults.append(f"calls has call_id {again[again.duplicated()].iloc[0]!r} more than once (row "
                      f"{again.index[again.duplicated()][0]}); a call that counts twice makes every rate too low")
    added = {"matched_by", "call_row", *_call_names(complaints, calls).values()} & {*complaints, *calls}
    if added:
        faults.append(f"{', '.join(sorted(map(repr, added)))} already stands in the tables; they seem to have been "
                      "joined before: start from the tables as they were read, or rename the column")
    if _window_days(window) < 0:
        faults.append(f"window must be a whole number of days of at least 0, such as '7D' or 7, got {window!r}")
    if faults:
        raise ValueError("; ".join(faults))


def _window_days(window) -> int:
    """Return a window as whole days; -1 when it is none."""
    if isinstance(window, bool):
        return -1
    try:
        span = pd.Timedelta(days=int(window)) if isinstance(window, int | np.integer) else pd.Timedelta(window)
    except (ValueError, TypeError):
        return -1
    return span.days if pd.notna(span) and span == pd.Timedelta(days=span.days) else -1


def _no_pairs() -> pd.DataFrame:
    return pd.DataFrame({"at": [], "call_at": [], "moment": []}, dtype="int64")


def _pair_by_id(complaints: pd.DataFrame, calls: pd.DataFrame, open_: np.ndarray) -> pd.DataFrame:
    if BY_ID not in complaints or BY_ID not in calls:
        return _no_pairs()
    said = complaints[BY_ID].where(open_)
    exact = _look_up(said, calls[BY_ID])
    left = said.mask(exact >= 0)
    alike = np.full(len(said), -1)
    if left.notna().any():
        alike = _look_up(_without_zeros(left), _drop_ambiguous(_without_zeros(calls[BY_ID])))
    call_at = np.where(exact >= 0, exact, alike)
    at = np.flatnonzero(call_at >= 0)
    return pd.DataFrame({"at": at, "call_at": call_at[at], "moment": _moments(calls)[call_at[at]]})


def _look_up(wanted: pd.Series, ids: pd.Series) -> np.ndarray:
    """Place in `ids`, whose values are unique, of each value; -1 where there is none. Missing matches nothing."""
    place = pc.index_in(_arrow(wanted), value_set=_arrow(ids), skip_nulls=True)
    return place.fill_null(-1).to_numpy(zero_copy_only=False).astype("int64")


def _arrow(ids: pd.Series) -> pa.Array:
    """Identifiers as one array of text, so that ten million of them are looked up in seconds."""
    values = pa.array(ids.astype("str").mask(ids.isna()), type=pa.large_string(), from_pandas=True)
    return values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values


def _moments(calls: pd.DataFrame) -> np.ndarray:
    return calls["date"].to_numpy() if "date" in calls else np.full(len(calls), np.datetime64("NaT", "us"))


def _without_zeros(ids: pd.Series) -> pd.Series:
    """Write 04711 and 4711.0 as 4711: systems and spreadsheets differ on how they write the same number."""
    plain = ids.astype("str").str.strip().str.replace(r"^(\d+)[.,]0+$", r"\1", regex=True)
    return plain.str.replace(r"^0+(?=\d+$)", "", regex=True)


def _drop_ambiguous(ids: pd.Series) -> pd.Series:
    return ids.mask(ids.duplicated(keep=False))


def _pair_by_customer(complaints: pd.DataFrame, calls: pd.DataFrame, days: int, open_: np.ndarray) -> pd.DataFrame:
    needed = {BY_CUSTOMER, "date"}
    if not (needed <= set(complaints) and needed <= set(calls)):
        return _no_pairs()
    wanted = np.flatnonzero(open_ & complaints[BY_CUSTOMER].notna().to_numpy())
    pairs = _pair(complaints[BY_CUSTOMER].iloc[wanted], wanted, calls)
    said = complaints["date"].take(pairs["at"]).reset_index(drop=True)
    moment = pairs["moment"].reset_index(drop=True)
    day = said.dt.normalize()
    latest = said.where(said != day, day + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1))
    near = (moment <= latest) & (moment.dt.normalize() >= day - pd.Timedelta(days=days))
    return pairs[near.to_numpy()]


def _pair(customers: pd.Series, at: np.ndarray, calls: pd.DataFrame) -> pd.DataFrame:
    """Every complaint with every call of its customer, by their places in the tables."""
    sought = _arrow(customers)
    names = sought.unique()
    # Only the calls of these customers take part; the others can be millions.
    known = pc.index_in(_arrow(calls[BY_CUSTOMER]), value_set=names, skip_nulls=True).fill_null(-1).to_numpy()
    call_at = np.flatnonzero(known >= 0)
    left = pd.DataFrame({"key": pc.index_in(sought, value_set=names).to_numpy(), "at": at})
    right = pd.DataFrame({"key": known[call_at], "call_at": call_at, "moment": _moments(calls)[call_at]})
    return left.merge(right, on="key").drop(columns="key")


def _take_latest(found: pd.DataFrame, pairs: pd.DataFrame, key: str) -> pd.DataFrame:
    if not len(pairs):
        return found
    ordered = pairs.sort_values(["at", "moment", "call_at"], na_position="first")
    last = ordered.groupby("at").tail(1).set_index("at")
    newest = ordered["moment"].eq(ordered["at"].map(last["moment"]))
    taken = found.copy()
    taken.loc[last.index, "call_at"] = last["call_at"].astype("Int64")
    taken.loc[last.index, "matched_by"] = key
    taken.loc[last.index, "candidates"] = ordered.groupby("at").size()
    taken.loc[last.index, "is_tie"] = newest.groupby(ordered["at"]).sum() > 1
    return taken


def _lay_beside(complaints: pd.DataFrame, calls: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    places = found["call_at"].fillna(-1).to_numpy(dtype="int64")
    details = calls.assign(call_row=calls.index).reset_index(drop=True)
    # Whole numbers and yes/no must stay what they are beside complaints without a call.
    nullable = {np.dtype("int64"): "Int64", np.dtype("bool"): "boolean"}
    details = details.astype({name: nullable[dtype] for name, dtype in details.dtypes.items() if dtype in nullable})
    details = details.reindex(places).set_axis(complaints.index)
    details = details.rename(columns=_call_names(complaints, calls))
    kinds = pd.Categorical(found["matched_by"], categories=[BY_ID, BY_CUSTOMER])
    matched_by = pd.Series(kinds, index=complaints.index, name="matched_by")
    return pd.concat([complaints, matched_by, details], axis=1)


def _call_names(complaints: pd.DataFrame, calls: pd.DataFrame) -> dict[str, str]:
    shared = [name for name in calls if name in complaints]
    return {name: "matched_call_id" if name == BY_ID else f"call_{name}" for name in shared}


def _say_link(n: int, n_id: int, n_customer: int, n_without: int, multiple: pd.DataFrame, days: int) -> str:
    ways = [f"{n_id:,} by call_id"] * bool(n_id)
    ways += [f"{n_customer:,} by the customer's latest call in the {days} days before"] * bool(n_customer)
    said = f"{n - n_without:,} of {n:,} complaints were matched to a call{': ' * bool(ways)}{' and '.join(ways)}."
    if n_without:
        said += f" {n_without:,} {'has' if n_without == 1 else 'have'} no call."
    if len(multiple):
        ties = int(multiple["is_tie"].sum())
        said += f" For {len(multiple):,} several calls came into question; the latest was taken" \
                + (f", and in {ties:,} another was as recent" if ties else "") + " (see .multiple)."
    return said


def _say_early(complaints: pd.DataFrame, calls: pd.DataFrame, found: pd.DataFrame) -> str:
    """Say how many complaints are dated before the day of their call, which hints at a wrong identifier or date."""
    if "date" not in complaints or "date" not in calls:
        return ""
    has_call = found["call_at"].notna().to_numpy()
    said = complaints["date"].to_numpy()[has_call]
    called = calls["date"].dt.normalize().to_numpy()[found["call_at"][has_call].to_numpy(dtype="int64")]
    early = int((said < called).sum())
    return f" {early:,} {'is' if early == 1 else 'are'} dated before the call: check these dates and identifiers." \
        if early else ""


def rate_base(link: CallLink | None, *, by: str | None = None, event=None) -> pd.DataFrame:
    """Count complaints and calls in each group: the numerator and the denominator of a rate.

    Parameters
    ----------
    link : CallLink
        From :func:`join_calls`.
    by : str, optional
        Column of the call log, such as "team". By default all calls are one group.
    event : str or Series of bool, optional
        Which complaints count, as a column of ``link.table`` or a Series on its index. By default all.

    Returns
    -------
    DataFrame
        One row a group of the call log, also groups without a complaint: the group, ``events`` (complaints that count),
        ``calls`` (all calls), ``calls_complained`` (calls with at least one such complaint), ``n_missing`` (complaints
        of which is not known whether they count) and ``complaints`` (all complaints, whether they count or not).

    Raises
    ------
    ValueError
        Without a call log: the message says which file is missing and the way out. Also when there is no such column.

    Notes
    -----
    The group of a complaint is that of its call, so that numerator and denominator are cut the same way. Complaints
    without a call belong to no group and are in no row. Calls whose group is missing have a row of their own.

    Examples
    --------
    >>> complaints = pd.DataFrame({"text": ["Too fast", "Bad line"], "call_id": ["K1", "K1"]})
    >>> calls = pd.DataFrame({"call_id": ["K1", "K2", "K3"], "team": ["A", "A", "B"]})
    >>> rate_base(join_calls(complaints, calls), by="team")
      team  events  calls  calls_complained  n_missing  complaints
    0    A       2      2                 1          0           2
    1    B       0      1                 0          0           0
    """
    if not isinstance(link, CallLink):
        raise ValueError(_NO_CALLS)
    if by is not None and by not in link.calls:
        raise ValueError(f"the call log has no column {by!r}; it has {', '.join(map(str, link.calls.columns))}")
    if by is not None:
        check_column(link.calls[by], by)
    counts = _as_event(event, link.table, "the joined complaints")
    keys = (pd.Series(0, index=link.calls.index) if by is None else link.calls[by]).reset_index(drop=True)
    groups = keys.groupby(keys, dropna=False, observed=True)
    group, names = groups.ngroup().to_numpy(), groups.size().index
    heard = _heard(link, counts)
    known = heard[heard["counts"].notna()]
    true = known.loc[known["counts"].astype(bool), "at"].to_numpy()

    def count(at):
        return np.bincount(group[at], minlength=len(names))
    base = pd.DataFrame({
        "events": count(true), "calls": np.bincount(group, minlength=len(names)),
        "calls_complained": count(np.unique(true)), "n_missing": count(heard.loc[heard["counts"].isna(), "at"]),
        "complaints": count(heard["at"])}, index=names.rename(by or "group")).reset_index()
    return base.drop(columns="group") if by is None else base


def _heard(link: CallLink, counts: pd.Series) -> pd.DataFrame:
    """The complaints that have a call: its place in the log, and whether the complaint counts."""
    at = link.calls.index.get_indexer(pd.Index(link.table["call_row"].astype("object")))
    return pd.DataFrame({"at": at, "counts": counts.array})[at >= 0]


def mark_calls(link: CallLink | None, *, event=None) -> pd.Series:
    """Tell of each call whether a complaint about it counts, to follow such calls further.

    Most customers who could not follow never write: False means that nobody complained, and not that all was well.

    Parameters
    ----------
    link : CallLink
        From :func:`join_calls`.
    event : str or Series of bool, optional
        Which complaints count, as in :func:`rate_base`. By default all.

    Returns
    -------
    Series of boolean
        On the index of the call log. True with at least one complaint that counts; missing when of none of its
        complaints but of at least one it is not known whether it counts.

    Raises
    ------
    ValueError
        Without a call log, or when there is no such column.

    Examples
    --------
    >>> complaints = pd.DataFrame({"call_id": ["K1", "K1", "K2"], "speech": pd.array([True, None, None], "boolean")})
    >>> calls = pd.DataFrame({"call_id": ["K1", "K2", "K3"]})
    >>> mark_calls(join_calls(complaints, calls), event="speech").tolist()
    [True, <NA>, False]
    """
    if not isinstance(link, CallLink):
        raise ValueError(_NO_CALLS)
    heard = _heard(link, _as_event(event, link.table, "the joined complaints"))
    true, unknown = np.zeros(len(link.calls), dtype=bool), np.zeros(len(link.calls), dtype=bool)
    true[heard.loc[heard["counts"].fillna(False).astype(bool), "at"]] = True
    unknown[heard.loc[heard["counts"].isna(), "at"]] = True
    return pd.Series(pd.arrays.BooleanArray(true, unknown & ~true), index=link.calls.index, name="complained")


def _as_event(event, table: pd.DataFrame, where: str) -> pd.Series:
    if event is None:
        return pd.Series(True, index=table.index, dtype="boolean")
    if isinstance(event, str):
        if event not in table:
            raise ValueError(f"{where} have no column {event!r}; they have {', '.join(map(str, table.columns))}")
        event = table[event]
    if not isinstance(event, pd.Series) or not pd.api.types.is_bool_dtype(event.dtype):
        got = event.dtype if isinstance(event, pd.Series) else type(event).__name__
        raise TypeError(f"event must be a column of true and false, got {got}")
    lost = table.index.difference(event.index)
    if len(lost):
        raise ValueError(f"event has no value for row {lost[0]} ({len(lost):,} rows in all); give one a complaint")
    return event.reindex(table.index).astype("boolean")


def share_or_rate(complaints: pd.DataFrame, calls: pd.DataFrame | None = None, *, by: str | None = None, event=None,
                  window: str | int | pd.Timedelta = "7D", level: float = 0.95) -> ShareOrRate:
    """Say what the data can say: a rate per call with a call log, a share of the complaints without.

    Parameters
    ----------
    complaints : DataFrame
        One row a complaint.
    calls : DataFrame, optional
        The call log, all calls.
    by : str, optional
        Column to group by: of the call log when there is one, else of the complaints.
    event : str or Series of bool, optional
        Which complaints count. By default all.
    window : str, int or Timedelta
        As in :func:`join_calls`.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    ShareOrRate
        ``.kind``, ``.table`` (the group, ``events``, ``n``, ``estimate``, ``ci_lower``, ``ci_upper``, ``n_missing``)
        and ``.text``. For a rate ``events`` are calls with at least one complaint that counts and ``n`` are calls; for
        a share ``n`` are complaints.

    Raises
    ------
    TypeError, ValueError
        As in :func:`join_calls` and :func:`rate_base`.

    Notes
    -----
    Wilson's interval (see :func:`cxlab.intervals.proportion_ci`). Without `event` a share is the group's part of all
    complaints. Complaints of which is not known whether they count are in ``n_missing`` and not in a share's ``n``.

    Examples
    --------
    >>> complaints = pd.DataFrame({"text": ["Too fast", "Rude"], "team": ["A", "B"], "fast": [True, False]})
    >>> result = share_or_rate(complaints, by="team", event="fast")
    >>> result.kind, result.table["estimate"].tolist()
    ('share', [1.0, 0.0])
    """
    if calls is not None:
        link = join_calls(complaints, calls, window=window)
        base = rate_base(link, by=by, event=event)
        table = base.drop(columns=["events", "complaints"]).rename(columns={"calls_complained": "events", "calls": "n"})
        text = f"These are rates: part of the calls that led to a complaint. {link.text}"
        return ShareOrRate("rate", _with_interval(table, by, level), text)
    if by is not None and by not in complaints:
        raise ValueError(f"the complaints have no column {by!r}; they have {', '.join(map(str, complaints.columns))}")
    if by is not None:
        check_column(complaints[by], by)
    counts = _as_event(event, complaints, "the complaints")
    keys = pd.Series(0, index=complaints.index, name="group") if by is None else complaints[by]
    groups = pd.DataFrame({"events": counts.fillna(False).astype("int64"), "n": counts.notna().astype("int64"),
                           "n_missing": counts.isna().astype("int64")}).groupby(keys, dropna=False, observed=True)
    table = groups.sum().reset_index().drop(columns=[] if by else "group")
    if event is None:
        table["n"] = len(complaints)
    text = "These are shares of the complaints, not rates: without the call log nobody knows how many calls went " \
           "well. Give calls= to get rates."
    return ShareOrRate("share", _with_interval(table, by, level), text)


def _with_interval(table: pd.DataFrame, by: str | None, level: float) -> pd.DataFrame:
    interval = proportion_ci(table["events"], table["n"], level=level)[["estimate", "ci_lower", "ci_upper"]]
    return pd.concat([table[[by] if by else []], table[["events", "n"]], interval, table[["n_missing"]]], axis=1)
