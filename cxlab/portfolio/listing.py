"""Check a list of initiatives before a plan is made of it: every fault at once, by its row and column."""

from __future__ import annotations

import difflib

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from cxlab.counts import LARGEST
from cxlab.frames import CONTRACTS, FrameError, split_frame

FAULT_COLUMNS = ["column", "row", "value", "problem", "expected", "remedy"]
_LONGEST = 200  # quarters; every quarter of work has its own place in the problem, so a typing error costs memory
_NAMED = "the exact name of another initiative; several are separated by a semicolon"


def check_list(initiatives, numbers, *, ordered: bool, done=()) -> pd.DataFrame:
    """Return the list typed, or raise one FrameError with all its faults.

    `numbers` are the columns that need a number in every row; `ordered` says whether the column `requires` is used;
    what is in `done` may be required though it is not in the list, and needs no numbers.
    """
    split = split_frame(initiatives, "initiatives")
    faults = list(split.faults.itertuples(index=False, name=None))
    told = {(fault[0], fault[1]) for fault in faults}
    name = initiatives["initiative"].astype("str").str.strip()
    wanted = ~name.isin(done)
    for column in dict.fromkeys(("duration_quarters", *numbers)):
        faults += [fault for fault in _number_faults(initiatives, split.good, column, name, wanted)
                   if (fault[0], fault[1]) not in told]
    if ordered and "requires" in initiatives:
        faults += _order_faults(initiatives["requires"][wanted], name[wanted], done)
    faults += _window_faults(split.good) + _length_faults(split.good)
    if faults:
        place = {label: at for at, label in enumerate(initiatives.index)}
        faults.sort(key=lambda fault: place.get(fault[1], -1))
        raise FrameError(pd.DataFrame(faults, columns=FAULT_COLUMNS), "initiatives")
    return split.good


def _number_faults(raw, good, column, name, wanted) -> list[tuple]:
    remedy = "Fill it in, or leave the initiative out."
    if column not in raw:
        return [(column, pd.NA, pd.NA, "is absent", "a number for each initiative", "Add the column.")]
    known = column in [known.name for known in CONTRACTS["initiatives"].columns]
    if not known and not pd.api.types.is_numeric_dtype(raw[column]):
        return [(column, pd.NA, pd.NA, f"holds {raw[column].dtype}", "numbers", "Take out what is not a number.")]
    values = raw[column].astype("object").where(raw[column].notna(), None)
    if known:  # words for nothing, such as "n.v.t.", are missing too
        values.loc[good.index[good[column].isna()]] = None
    faults = []
    for label, value in values[wanted].items():
        if value is None or not str(value).strip():
            faults.append((column, label, pd.NA, f"is missing for {name[label]!r}", "a number of at least 0", remedy))
        elif not known and value < 0:
            faults.append((column, label, value, f"is below 0 for {name[label]!r}", "a number of at least 0", remedy))
        elif not known and value > LARGEST:
            faults.append((column, label, value, f"is too large to be true for {name[label]!r}",
                           "a number of at least 0", remedy))
    return faults


def _order_faults(requires, name, done) -> list[tuple]:
    """Names that are not in the list, initiatives that require themselves, and circles."""
    place = {who: at for at, who in enumerate(name)}
    faults, pairs = [], []
    for (label, text), who in zip(requires.items(), name, strict=True):
        parts = [] if pd.isna(text) else [part.strip() for part in str(text).split(";") if part.strip()]
        for part in parts:
            if part in done:
                continue
            if part == who:
                faults.append(("requires", label, part, "is the initiative itself", _NAMED, "Take it out."))
            elif part in place:
                pairs.append((place[part], place[who]))
            else:
                faults.append(("requires", label, part, "is not in the list", _NAMED, _nearest(part, place)))
    return faults + [("requires", name.index[circle[0]], pd.NA, "the order runs in a circle: "
                      + " waits for ".join(repr(name.iloc[at]) for at in circle), "a first one",
                      "Take out one of these.") for circle in find_circles(pairs, len(name))]


def _nearest(part, names) -> str:
    near = difflib.get_close_matches(part, names, n=1, cutoff=0.75)
    return f"Did you mean {near[0]!r}?" if near else "If it is finished, name it in done; else add it or take it out."


def find_circles(pairs, n) -> list[list[int]]:
    """One circle of each knot of initiatives that wait for each other: who waits, for whom, and back to the first."""
    if not pairs:
        return []
    first, second = np.array(pairs).T
    waits = sparse.csr_matrix((np.ones(len(pairs)), (second, first)), shape=(n, n))
    _, knot = connected_components(waits, connection="strong")
    circles = []
    for members in (np.flatnonzero(knot == k) for k in np.unique(knot[first])):
        if len(members) > 1:
            circles.append(_walk(waits, int(members[0]), set(members.tolist())))
    return circles


def _walk(waits, start, members) -> list[int]:
    """Walk from one to the next that it waits for, inside the knot, until one comes twice."""
    path = [start]
    while True:
        after = [int(k) for k in waits.indices[waits.indptr[path[-1]]:waits.indptr[path[-1] + 1]] if int(k) in members]
        if after[0] in path:
            return [*path[path.index(after[0]):], after[0]]
        path.append(after[0])


def _window_faults(good) -> list[tuple]:
    if not {"earliest_start", "latest_start"} <= set(good):
        return []
    early, late = good["earliest_start"], good["latest_start"]
    wrong = early.notna() & late.notna() & (early > late)
    return [("latest_start", label, str(late[label]), f"lies before earliest_start ({early[label]})",
             "the same quarter or a later one", "Correct one of the two.") for label in good.index[wrong]]


def _length_faults(good) -> list[tuple]:
    """Initiatives that would take longer than any plan runs."""
    if "duration_quarters" not in good:
        return []
    length = good["duration_quarters"]
    return [("duration_quarters", label, quarters, "is longer than any plan", f"{_LONGEST} quarters or fewer",
             "Correct the number.") for label, quarters in length[length.gt(_LONGEST).fillna(False)].items()]
