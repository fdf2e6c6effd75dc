"""The backlog of common complaints: how large each theme is, who owns it, whether it was fixed and stayed fixed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.counts import check_level
from cxlab.frames import INNOVATION, check_frame
from cxlab.frames.contracts import COMPLAINTS, FIXES
from cxlab.intervals import proportion_ci
from cxlab.portfolio.duration import still_waiting

STATES = ("open", "fixed, too early to tell", "stayed fixed", "returned")
DRAWS = 2000
SOON = 90  # days after which the sentence says how many fixes held
RARE = 0.05  # silence as rare as this, had the fix done nothing, says that it holds
QUARTER_DAYS = 365.25 / 4
_DAY = pd.Timedelta(1, "D")
_DATED = replace(COMPLAINTS, columns=(COMPLAINTS["date"],), key=())


@dataclass(frozen=True, eq=False)
class Backlog:
    """Common complaints with their owners, and whether the fixes held.

    Attributes
    ----------
    table : DataFrame
        One row a theme, most complaints first: `theme`, `complaints` (how many), `estimate` (share of the complaints
        that have a theme), `ci_lower`, `ci_upper`, `n`, `n_missing` (complaints without a theme), `rank`,
        `rank_lower`, `rank_upper` (places that chance leaves open), `cumulated` (share of complaints with this theme
        or one above it), `owner_role`, `first_seen`, `last_seen`, `age_days` (from found until fixed, or until
        today), `fixed_on`, `state` ("open", "fixed, too early to tell", "stayed fixed", "returned"),
        `complaints_after` (since the fix took hold), `expected_after` (had the old rate gone on), `ratio` (rate after
        as a multiple of the rate before), `ratio_lower`, `ratio_upper`, `returned_on`.
    stayed_fixed : DataFrame
        One row a day on which a theme came back: `days` since its fix took hold, `estimate` (share of fixed themes
        that has not come back by then), `ci_lower`, `ci_upper`, `at_risk` (themes still watched).
    burn_up : DataFrame
        One row a month: `month`, `known`, `fixed`, `still_fixed`, `open` (themes at its end), `complaints` (in it).
    today : Timestamp
        The day up to which complaints were seen.
    grace_days : int
        Days from the fix on in which complaints are not held against it.
    sentences : tuple of str
        What a person would say.
    text : str
        The sentences as one text.
    """

    table: pd.DataFrame
    stayed_fixed: pd.DataFrame
    burn_up: pd.DataFrame
    today: pd.Timestamp
    grace_days: int
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentences as one text."""
        return " ".join(self.sentences)


def complaint_backlog(complaints, *, theme: str = "theme", fixes=None, today=None, grace_days: int = 14,
                      returns_at: int = 1, level: float = 0.95, seed: int = 0) -> Backlog:
    """Make a backlog of complaints by theme: how common, whose, how old, fixed, and did it stay fixed.

    A list of the most common complaints, each with an owner, is the bottom-up way to improve. A complaint that is
    "solved" and comes back was not solved, so a fix counts only when the theme stays away for long enough that silence
    means something.

    Parameters
    ----------
    complaints : DataFrame, one row a complaint
        With `date` and a column of themes. Other columns are not looked at.
    theme : str
        The column with the theme of a complaint; several themes are separated by a semicolon. A missing theme means
        that the complaint has not been coded.
    fixes : DataFrame, one row a theme, optional
        As the contract ``fixes`` says: `theme`, and what there is of `owner_role`, `found_on`, `fixed_on`. A theme
        that is not in it is open and nobody's; one without complaints is kept with none.
    today : date or str, optional
        The last day whose complaints are in the table; the day of the last complaint when left out.
    grace_days : whole number, 0 or more
        Complaints in so many days from the fix on are not held against it: they are about what happened before.
    returns_at : whole number, 1 or more
        How many complaints after the grace days count as "it came back". One is the strictest reading.
    level : float in (0, 1)
        Level of the intervals.
    seed : int
        Seed of the draws behind the ranks.

    Returns
    -------
    Backlog
        `.table`, `.stayed_fixed`, `.burn_up` and `.text`.

    Raises
    ------
    FrameError
        If `fixes` does not hold to its contract.
    ValueError, TypeError
        If a column is absent, no complaint has a theme, days lie after today or a fix before its theme was found, or
        an option is impossible. All faults of a kind are named at once.

    Notes
    -----
    Shares have Wilson limits. Ranks are the middle `level` of the ranks in 2,000 redrawn sets of complaints. Before
    and after the fix are compared as two Poisson rates: given their total, the complaints after it are binomial, and
    Wilson limits of that share give the limits of the ratio. Neither interval knows about seasons, or that complaints
    come in waves.

    `expected_after` is the rate from the first day of the table until the fix, times the days since it took hold. A
    theme without a return is called "stayed fixed" only when a fix that does nothing would be followed by such silence
    less than 5% of the time; else it is "too early to tell". The old rate is itself an estimate from few complaints, so
    the two rates are compared exactly: given their total, complaints of one rate would fall after the fix with the
    chance time after / (time before + time after). A theme with few complaints beforehand can stay "too early to tell"
    for long; so does one that had fallen silent before its fix, where the old rate would leave such a gap less than 5%
    of the time. How long fixes hold is a Kaplan-Meier estimate over the themes that had complaints before their fix,
    with log-log limits; those not back by today count as not back yet.

    References
    ----------
    Przyborowski J, Wilenski H (1940). Homogeneity of results in testing samples from Poisson series. Biometrika 31,
    313-323.

    Examples
    --------
    >>> import pandas as pd
    >>> complaints = pd.DataFrame({"date": pd.date_range("2026-01-01", periods=90),
    ...                            "theme": ["bill twice", "long wait", "bill twice"] * 20 + ["long wait"] * 30})
    >>> fixes = pd.DataFrame({"theme": ["bill twice"], "owner_role": ["Billing"], "fixed_on": ["2026-03-01"]})
    >>> complaint_backlog(complaints, fixes=fixes, today="2026-03-31", grace_days=7).table[
    ...     ["theme", "complaints", "estimate", "state", "expected_after"]].round(2)
            theme  complaints  estimate         state  expected_after
    0   long wait          50      0.56          open             NaN
    1  bill twice          40      0.44  stayed fixed           15.86
    """
    check_level(level)
    _check_options(grace_days, returns_at)
    coded, silent, day = _coded(complaints, theme, today)
    register = _register(fixes, coded, day)
    table = _size(coded, silent, level, seed).merge(register, on="theme", how="outer")
    table = table.sort_values(["complaints", "theme"], ascending=[False, True], ignore_index=True)
    table, quiet = _follow(table, coded, day, grace_days, returns_at, level)
    # Silence after the fix of something that nobody complained about proves nothing.
    fixed = table[(table["fixed_on"] + grace_days * _DAY <= day) & (table["expected_after"] > 0)]
    hold = fixed["fixed_on"] + grace_days * _DAY
    lasted = (fixed["returned_on"].fillna(day) - hold).dt.days + 1
    kept = still_waiting(lasted, fixed["returned_on"].notna(), level=level)
    said = _sentences(table, kept, lasted, quiet, day)
    return Backlog(table, kept, _burn_up(table, coded, day), day, grace_days, said)


def themes_to_initiatives(backlog: Backlog, *, themes=None, duration_quarters: int = 1,
                          effort_fte: float | None = None) -> pd.DataFrame:
    """Turn themes of complaints into initiatives that can go into the plan.

    Parameters
    ----------
    backlog : Backlog
        As :func:`complaint_backlog` gives it.
    themes : several str, optional
        Which themes; by default all that are open or came back.
    duration_quarters : int
        A first guess of the work, the same for each; change it in the table that you get.
    effort_fte : float, optional
        A first guess of the effort a quarter. Left out, it is missing until somebody fills it in.

    Returns
    -------
    DataFrame
        One row a theme, as the contract ``initiatives`` asks: `initiative` ("Solve: " and the theme), `track` (Result
        Driven Innovation: repairing what is broken), `description`, `owner_role`, `status` ("owned" where there is an
        owner, else "captured"), `duration_quarters`, `effort_fte`, `value` (complaints a quarter, so only comparable
        with other values that count complaints), `customers_reached` (the same, as a whole number).

    Raises
    ------
    ValueError
        If a theme is not in the backlog.

    Notes
    -----
    Complaints a quarter are counted from the day the theme was first seen; of a theme that came back, from the day
    its fix should have held, because what it costs now is what a new fix can win.

    Examples
    --------
    >>> import pandas as pd
    >>> complaints = pd.DataFrame({"date": pd.date_range("2026-01-01", periods=60), "theme": ["wait", "bill"] * 30})
    >>> themes_to_initiatives(complaint_backlog(complaints))[["initiative", "status", "value"]].round(1)
        initiative    status  value
    0  Solve: bill  captured   46.4
    1  Solve: wait  captured   45.7
    """
    if not isinstance(backlog, Backlog):
        raise TypeError("themes_to_initiatives takes a backlog: first backlog = "
                        "cx.portfolio.complaint_backlog(complaints, fixes=fixes), then "
                        "cx.portfolio.themes_to_initiatives(backlog)")
    table = backlog.table
    wanted = table["theme"][table["state"].isin(["open", "returned"])] if themes is None else pd.Series(
        [themes] if isinstance(themes, str) else list(themes), dtype="str")
    unknown = wanted[~wanted.isin(table["theme"])]
    if len(unknown):
        raise ValueError(f"there is no theme {', '.join(map(repr, unknown))} in the backlog; it has "
                         + ", ".join(map(repr, table["theme"])))
    chosen = table[table["theme"].isin(wanted)].reset_index(drop=True)
    again = chosen["state"].eq("returned")
    begin = (chosen["fixed_on"] + backlog.grace_days * _DAY).where(again, chosen["first_seen"])
    counted = chosen["complaints_after"].astype("Float64").where(again, chosen["complaints"]).astype("float64")
    days = (backlog.today - begin).dt.days + 1
    rate = (counted / days * QUARTER_DAYS).fillna(0.0)
    made = pd.DataFrame({
        "initiative": "Solve: " + chosen["theme"], "track": INNOVATION,
        "description": [_describe(row, back) for row, back in zip(chosen.itertuples(), again, strict=True)],
        "owner_role": chosen["owner_role"],
        "status": np.where(chosen["owner_role"].notna(), "owned", "captured"),
        "duration_quarters": duration_quarters, "effort_fte": np.nan if effort_fte is None else effort_fte,
        "value": rate, "customers_reached": rate.round().astype("int64")})
    return check_frame(made, "initiatives")


def _describe(row, back) -> str:
    seen = "" if pd.isna(row.first_seen) else f", first on {row.first_seen.date()}"
    fixed = f"; fixed on {row.fixed_on.date()}, and came back" if back else ""
    return f"{row.complaints:,} complaints{seen}{fixed}."


# How common.

def _size(coded, silent, level, seed) -> pd.DataFrame:
    """Complaints of each theme, their share and rank with limits, and the share of complaints that the first cover."""
    n = coded["complaint"].nunique()
    counts = coded.groupby("theme")["complaint"].nunique().sort_values(ascending=False, kind="stable")
    counts = counts.sort_index().sort_values(ascending=False, kind="stable")
    sets = coded.groupby("complaint")["theme"].agg(lambda names: tuple(sorted(set(names)))).value_counts(sort=False)
    has = np.array([[name in group for name in counts.index] for group in sets.index], dtype=float)
    lower, upper = _rank_limits(sets.to_numpy(), has, level, seed)
    table = proportion_ci(counts, pd.Series(n, index=counts.index), level=level).reset_index(names="theme")
    table.insert(1, "complaints", counts.to_numpy(dtype="int64"))
    table["n_missing"] = silent
    table["rank"] = counts.rank(ascending=False, method="min").to_numpy(dtype="int64")
    table["rank_lower"], table["rank_upper"] = lower, upper
    table["cumulated"] = sets.to_numpy() @ np.maximum.accumulate(has, axis=1) / n
    return table


def _rank_limits(sizes, has, level, seed):
    """Middle ranks when the complaints are drawn again; themes that came out even share the better place."""
    total = int(sizes.sum())
    drawn = np.random.default_rng(seed).multinomial(total, sizes / total, size=DRAWS) @ has
    ranks = stats.rankdata(-drawn, axis=1, method="min")
    tail = (1 - level) / 2
    return (np.quantile(ranks, edge, axis=0, method="nearest").astype("int64") for edge in (tail, 1 - tail))


# Fixed, and stayed fixed.

def _follow(table, coded, day, grace, returns_at, level) -> tuple[pd.DataFrame, list[str]]:
    """What became of each theme: age, complaints before and after its fix, and whether it came back.

    Beside the table the themes without a return that had fallen silent before their fix.
    """
    origin = coded["date"].min()
    days = {name: part.sort_values() for name, part in coded.groupby("theme")["date"]}
    rows = [_after(days.get(row.theme, coded["date"].iloc[:0]), row.fixed_on, origin, day, grace, returns_at, level)
            for row in table.itertuples()]
    table = table.join(pd.DataFrame(rows, index=table.index))
    none = table["complaints"].isna()
    table[["complaints", "n_missing"]] = table[["complaints", "n_missing"]].ffill().fillna(0).astype("int64")
    table.loc[none, "complaints"] = 0
    n = int(coded["complaint"].nunique())
    table.loc[none, ["estimate", "ci_lower", "ci_upper"]] = proportion_ci([0], [n], level=level).iloc[0][
        ["estimate", "ci_lower", "ci_upper"]].to_numpy(dtype=float)
    table.loc[none, ["rank", "rank_lower", "rank_upper"]] = int((~none).sum()) + 1
    table["cumulated"] = table["cumulated"].fillna(1.0)
    table["n"] = n
    whole = ["rank", "rank_lower", "rank_upper"]
    table[whole] = table[whole].astype("int64")
    begin = table["found_on"].fillna(table["first_seen"])
    table["age_days"] = (table["fixed_on"].fillna(day) - begin).dt.days.astype("float64")
    table["state"] = table["state"].astype(pd.CategoricalDtype(STATES))
    return table[["theme", "complaints", "estimate", "ci_lower", "ci_upper", "n", "n_missing", *whole, "cumulated",
                  "owner_role", "found_on", "first_seen", "last_seen", "age_days", "fixed_on", "state",
                  "complaints_after", "expected_after", "ratio", "ratio_lower", "ratio_upper", "returned_on"]], \
        table.loc[table["quiet"], "theme"].tolist()


def _after(days, fixed_on, origin, day, grace, returns_at, level) -> dict:
    row = {"first_seen": days.min(), "last_seen": days.max(), "state": "open", "complaints_after": pd.NA,
           "expected_after": np.nan, "ratio": np.nan, "ratio_lower": np.nan, "ratio_upper": np.nan,
           "returned_on": pd.NaT, "quiet": False}
    if pd.isna(fixed_on):
        return row
    holds = fixed_on + grace * _DAY
    later, earlier = days[days >= holds], days[days < fixed_on]
    time_before, time_after = (fixed_on - origin).days, (day - holds).days + 1
    back = len(later) >= returns_at
    row |= {"complaints_after": len(later), "returned_on": later.iloc[returns_at - 1] if back else pd.NaT}
    silent = False
    if time_before > 0 and time_after > 0:
        before = len(earlier)
        row["quiet"] = before > 0 and not back and _quiet_already(earlier, fixed_on, time_before)
        silent = not row["quiet"] and _chance_of_silence(before, time_before, time_after, returns_at) < RARE
        row["expected_after"] = before / time_before * time_after
        row |= _ratio(before, len(later), time_before, time_after, level)
    row["state"] = "returned" if back else "stayed fixed" if silent else "fixed, too early to tell"
    return row


def _quiet_already(earlier, fixed_on, time_before) -> bool:
    """Say whether the theme fell silent so long before its fix that the fix cannot have the credit.

    Complaints of one rate would leave the last stretch before the fix as empty as this less than 5% of the time.
    """
    return (1 - (fixed_on - earlier.max()).days / time_before) ** len(earlier) < RARE


def _chance_of_silence(before, time_before, time_after, returns_at) -> float:
    """How often fewer than `returns_at` would be seen after a fix that does nothing: the old rate is an estimate too.

    Given their total, complaints of one rate fall before or after the fix as the two times allow (binomial).
    """
    most = returns_at - 1
    return float(stats.binom.cdf(most, before + most, time_after / (time_before + time_after)))


def _ratio(before, after, time_before, time_after, level) -> dict:
    """Rate after as a multiple of the rate before, with the limits of the binomial share that it comes from."""
    if before == 0:
        return {}
    share = proportion_ci([after], [before + after], level=level).iloc[0]
    names = {"ratio": "estimate", "ratio_lower": "ci_lower", "ratio_upper": "ci_upper"}
    return {name: share[column] / (1 - share[column]) * time_before / time_after for name, column in names.items()}


def _burn_up(table, coded, day) -> pd.DataFrame:
    found = table["found_on"].fillna(table["first_seen"])
    first = min([value for value in (found.min(), coded["date"].min()) if pd.notna(value)])
    months = pd.period_range(first.to_period("M"), day.to_period("M"), freq="M")
    counts = coded.drop_duplicates("complaint")["date"].dt.to_period("M").value_counts()
    rows = []
    for month in months:
        end = month.end_time
        known, fixed = int((found <= end).sum()), int((table["fixed_on"] <= end).sum())
        held = fixed - int(((table["fixed_on"] <= end) & (table["returned_on"] <= end)).sum())
        rows.append({"month": month, "known": known, "fixed": fixed, "still_fixed": held, "open": known - held,
                     "complaints": int(counts.get(month, 0))})
    return pd.DataFrame(rows)


# The words.

def _sentences(table, kept, lasted, quiet, day) -> tuple[str, ...]:
    n, silent, first = int(table["n"].iloc[0]), int(table["n_missing"].iloc[0]), table.iloc[0]
    half = int((table["cumulated"] < 0.5).sum()) + 1
    said = [f"Up to {day.date()}, {n:,} complaints fall under {len(table)} themes.",
            f"Largest: {first['theme']}, {first['estimate']:.0%} of them (interval {first['ci_lower']:.0%} to "
            f"{first['ci_upper']:.0%}); {'it holds' if half == 1 else f'the first {half} themes hold'} half."]
    if silent:
        said.append(f"{silent:,} complaints have no theme and are left out.")
    unseen = table.loc[table["complaints"] == 0, "theme"]
    if len(unseen):
        said.append(f"No complaint carries {', '.join(map(repr, unseen))}: check the spelling, or be glad.")
    counts = table["state"].value_counts()
    unowned = int((table["state"].isin(["open", "returned"]) & table["owner_role"].isna()).sum())
    said.append(f"Open: {counts['open']}. Fixed: {table['fixed_on'].notna().sum()}, of which {counts['stayed fixed']} "
                f"stayed fixed, {counts['returned']} came back, and {counts['fixed, too early to tell']} cannot be "
                "judged yet.")
    if quiet:
        said.append(f"Before the fix nobody complained any more about {', '.join(map(repr, quiet))}: the silence after "
                    "it proves nothing.")
    if unowned:
        said.append(f"{unowned} of the open or returned ones {'has' if unowned == 1 else 'have'} no owner.")
    if len(lasted) and kept["days"].iloc[-1] > 0:
        far = int(min(SOON, lasted.max()))  # nothing is known of days that no fix has reached yet
        then = kept[kept["days"] <= far].iloc[-1]
        fixes = "fix that was" if len(lasted) == 1 else "fixes that were"
        said.append(f"Of {len(lasted)} {fixes} watched, {then['estimate']:.0%} held for {far} days or more "
                    f"(interval {then['ci_lower']:.0%} to {then['ci_upper']:.0%}), those watched for a "
                    "shorter time counted too.")
    return tuple(said)


# What the user gave.

def _check_options(grace_days, returns_at) -> None:
    faults = [f"{name} is {value!r}; expected a whole number of {least} or more"
              for name, value, least in (("grace_days", grace_days, 0), ("returns_at", returns_at, 1))
              if isinstance(value, bool) or not isinstance(value, int) or value < least]
    if faults:
        raise ValueError("\n".join(faults))


def _coded(complaints, theme, today) -> tuple[pd.DataFrame, int, pd.Timestamp]:
    """One row a complaint and theme; the number of complaints without a theme; the last day."""
    if not isinstance(complaints, pd.DataFrame):
        raise TypeError("complaints is no table; expected a DataFrame, one row a complaint, with the columns date and "
                        'theme; cx.read_complaints("complaints.xlsx").good reads one from Excel')
    absent = [name for name in ("date", theme) if name not in complaints]
    if absent:
        raise ValueError(f"complaints lacks the column {', '.join(map(repr, absent))}; it has "
                         f"{', '.join(map(repr, map(str, complaints.columns)))}")
    date = check_frame(complaints[["date"]], _DATED)["date"].dt.normalize()
    names = complaints[theme].astype("object").where(complaints[theme].notna(), "").astype("str")
    rows = pd.DataFrame({"complaint": np.arange(len(complaints)), "date": date.to_numpy(),
                         "theme": names.str.split(";").to_numpy()}).explode("theme")
    rows["theme"] = rows["theme"].str.strip()
    coded = rows[rows["theme"].fillna("").ne("")].drop_duplicates(["complaint", "theme"])
    if coded.empty:
        raise ValueError(f"no complaint has a theme in the column {theme!r}; code the complaints first")
    undated = coded.loc[coded["date"].isna(), "complaint"].unique()
    if len(undated):
        places = ", ".join(map(str, complaints.index[undated][:5]))
        raise ValueError(f"{len(undated)} complaints with a theme have no date (rows {places}); fill in the date, or "
                         "leave them out")
    last = coded["date"].max()
    day = last if today is None else pd.to_datetime(today, errors="coerce")
    if pd.isna(day):
        raise ValueError(f"today is {today!r}; expected a day such as '2026-12-31'")
    day = pd.Timestamp(day).normalize()
    if last > day:
        raise ValueError(f"there are complaints after today ({day.date()}), the last on {last.date()}; "
                         "give a later day, or leave those complaints out")
    return coded.reset_index(drop=True), len(complaints) - coded["complaint"].nunique(), day


def _register(fixes, coded, day) -> pd.DataFrame:
    """Owner, day found and day fixed of each theme that has one; every fault is told."""
    given = check_frame(pd.DataFrame({"theme": []}, dtype="str") if fixes is None else fixes, FIXES)
    for name in ("found_on", "fixed_on"):
        if name not in given:
            given[name] = pd.Series(pd.NaT, index=given.index, dtype="datetime64[us]")
    if "owner_role" not in given:
        given["owner_role"] = pd.Series(np.nan, index=given.index, dtype="str")
    faults = [f"row {row.Index}: {name} of {row.theme!r} is {getattr(row, name).date()}, after today ({day.date()})"
              for row in given.itertuples() for name in ("found_on", "fixed_on") if getattr(row, name) > day]
    faults += [f"row {row.Index}: {row.theme!r} was fixed on {row.fixed_on.date()}, before it was found on "
               f"{row.found_on.date()}" for row in given.itertuples() if row.fixed_on < row.found_on]
    if faults:
        raise ValueError("in fixes, " + "\n".join(faults))
    return given[["theme", "owner_role", "found_on", "fixed_on"]]
