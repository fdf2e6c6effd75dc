"""How much longer do calls take in which the customer shows an emotion, and what does that mean for planning?"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests

from cxlab.counts import LARGEST, check_level, check_table, named, numbers, refuse
from cxlab.emotions.profile import _check_labels
from cxlab.wheel import PRIMARIES, locate

CALM = "calm"
_CALM_WORDS = {"calm", "kalm", "rustig", "neutral", "neutraal"}
_OTHER = "other topics"
FEWEST_CALLS, FEWEST_AGENTS = 10, 2      # an emotion or topic with less is in the model, but gets no numbers
FEW_AGENTS = 20
_ROUNDS = 10_000        # of fitting the mix; stops as soon as it fits


@dataclass(frozen=True, eq=False)
class HandleTime:
    """How handle time goes with emotions and topics.

    Attributes
    ----------
    table : DataFrame
        One row an emotion and a topic: `part` ("emotion" or "topic"), `name`, `estimate` (how many times as long as a
        calm call, or as a call on the first topic), `ci_lower`, `ci_upper`, `minutes` (mean handle time if all these
        calls were so), `minutes_lower`, `minutes_upper`, `extra_minutes` (more than calm, or than the first topic),
        `extra_lower`, `extra_upper`, `p_holm` (how often chance alone brings a ratio so far from 1, all emotions or
        all topics allowed for), `n` (calls), `n_agents`, `n_missing`.
    minutes : DataFrame
        One row an emotion at a topic: `topic`, `emotion`, `estimate` (mean minutes by the model, if all calls on the
        topic were so), `ci_lower`, `ci_upper`, `observed_over_expected` (minutes that these calls took over what the
        model expects of them; far from 1 the model does not fit here), `n`, `n_missing`. Empty without topics.
    text : str
        The result as a sentence.
    n, n_missing, n_agents : int
        Calls used, calls left out because something is missing, employees.
    level : float
        Confidence level.
    coefficients : Series, covariance : DataFrame
        The model: logarithms of ratios, and their cluster-robust covariance.
    calls : DataFrame
        What the model saw, one row a call used: `minutes`, `topic` and, for each emotion, whether it was there.
    design : DataFrame
        The same as numbers, a column for each coefficient.
    """

    table: pd.DataFrame
    minutes: pd.DataFrame
    text: str
    n: int
    n_missing: int
    n_agents: int
    level: float
    coefficients: pd.Series = field(repr=False)
    covariance: pd.DataFrame = field(repr=False)
    calls: pd.DataFrame = field(repr=False)
    design: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, eq=False)
class HandleTimePlan:
    """Planned average handle time for a changed mix of emotions.

    Attributes
    ----------
    table : DataFrame
        Rows "now", "planned" and "difference": `what`, `estimate` (minutes), `ci_lower`, `ci_upper`, `n` (calls behind
        the model), `n_missing`.
    mix : DataFrame
        One row an emotion: `emotion`, `share_now`, `share_planned`, `extra_minutes` (what the change adds to the
        average).
    text : str
        The result as a sentence.
    """

    table: pd.DataFrame
    mix: pd.DataFrame
    text: str


def fit_handle_time(calls: pd.DataFrame, *, emotions=None, topics: Mapping | None = None, adjust=(), columns=None,
                    level: float = 0.95) -> HandleTime:
    """Measure how much longer calls take with each emotion and on each topic.

    To acknowledge what a customer feels takes time. This tells how much time goes with each emotion on top of a calm
    call about the same topic, so that the planned handle time can allow for it. It tells what goes together, not what
    causes what: emotions are not dealt out by chance, and in a long call an employee has more time to note one.

    Parameters
    ----------
    calls : DataFrame
        One row a call: `handle_minutes`; `emotion` unless `emotions` is given; `topic` and `agent_id` where you have
        them.
    emotions : Series or DataFrame, optional
        The emotion of each call under the same row labels: one name a call ("fear", "angst", "calm"), or the eight
        columns of yes and no that :func:`label_emotions` gave for what these customers wrote. Missing: not known.
    topics : dict of str to list of str, optional
        Groups in which to report topics, such as ``{"health": ["health priority"], "money": ["billing", "payment
        trouble"]}``. What is not named becomes "other topics", with which the groups are compared. Left out, each topic
        stands by itself and is compared with the commonest. The emotions are always compared within single topics: a
        group may hold a topic with both more fear and longer calls.
    adjust : list of str
        More columns to hold equal: yes and no, numbers, or names. Take what was settled before the emotion (transferred
        to us, language), not what follows from it.
    columns : dict of str to str, optional
        Your names for our columns, for example ``{"handle_minutes": "AHT", "agent_id": "Medewerker"}``.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    HandleTime
        `.table` (ratio and minutes for each emotion and topic), `.minutes` (for each emotion at each topic), `.text`.

    Raises
    ------
    TypeError, ValueError
        If a column is absent or holds something that cannot be read; all faults are named.

    Notes
    -----
    A generalised linear model with gamma errors and a logarithmic link: effects are ratios, and long calls vary more
    than short ones. `minutes` are averages over all calls used, with only the emotion (or the topic) changed; their
    intervals come from the delta method, for averages on the logarithm. Calls of one employee are alike, so the
    covariance is clustered by `agent_id`, with the correction for few employees known as CR3 (close to leaving out one
    employee after another) and a t distribution. Under some ten employees even that is rough. Without `agent_id` each
    call counts by itself and intervals are too narrow. Calls with anything missing are left out and counted. An emotion
    or topic with fewer than ten calls, or the calls of one employee only, gets no numbers. The model takes the ratio of
    an emotion to be the same at every topic; `observed_over_expected` in `.minutes` shows where that is not so.

    References
    ----------
    McCullagh P, Nelder JA (1989). Generalized Linear Models, 2nd ed., ch. 8. Chapman & Hall.
    Bell RM, McCaffrey DF (2002). Bias reduction in standard errors for linear regression with multi-stage samples.
    Survey Methodology 28, 169-181.
    MacKinnon JG, Nielsen MØ, Webb MD (2023). Cluster-robust inference: a guide to empirical practice. Journal of
    Econometrics 232, 272-299.

    Examples
    --------
    >>> calls = pd.DataFrame({"handle_minutes": [5., 6, 7, 4] * 10 + [8., 9, 7, 10] * 10,
    ...                       "emotion": ["calm"] * 40 + ["fear"] * 40, "agent_id": list("ABCDE") * 16})
    >>> fit_handle_time(calls).table[["name", "estimate", "minutes", "extra_minutes", "n"]].round(2)
       name  estimate  minutes  extra_minutes   n
    0  calm      1.00      5.5            0.0  40
    1  fear      1.55      8.5            3.0  40
    """
    check_level(level)
    given = _read_calls(calls, emotions, topics, adjust, columns)
    used = given.dropna()
    found = [emotion for emotion in PRIMARIES if used[emotion].any()]
    if used.empty or not found:
        raise ValueError("no call with minutes, a topic and an emotion is left; is the right column read as emotion?")
    design, agents = _design(used, found, adjust), used["agent"]
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError("the columns to hold equal say the same thing twice (or say the emotion again); leave one out "
                         f"of {', '.join(['topic', *adjust])}")
    beta, covariance = _fit(design, used["minutes"], agents)
    freedom = agents.nunique() - 1
    if not freedom:
        raise ValueError("all calls are of one employee; expected at least two, or leave the column agent_id out")
    ask = _Asker(design, beta, covariance, stats.t.ppf((1 + level) / 2, freedom))
    missing = len(given) - len(used)
    table = pd.concat([_allow_for_looks(rows, freedom) for rows in (_emotion_rows(ask, used, found),
                       _topic_rows(ask, used, topics)) if rows], ignore_index=True).assign(n_missing=missing)
    clustered = _name("agent_id", columns) in calls
    return HandleTime(table, _cells(ask, used, found, topics, missing), _say(table, used, missing, clustered, level),
                      len(used), missing, int(agents.nunique()) if clustered else 0, level, beta, covariance,
                      used[["minutes", *(["topic"] if "topic" in used else []), *found]].astype(
                          dict.fromkeys(found, bool)), design)


def planned_handle_time(fit: HandleTime, mix, *, level: float | None = None) -> HandleTimePlan:
    """Plan the average handle time for a changed mix of emotions.

    "Next month prices rise and twice as many callers will be afraid": what does that do to the average handle time?

    Parameters
    ----------
    fit : HandleTime
        What :func:`fit_handle_time` gave.
    mix : dict of str to float
        The share of calls, in [0, 1], that you expect to show each emotion, such as ``{"fear": 0.16}``. Emotions that
        are not named keep their share; calm calls make room.
    level : float in (0, 1), optional
        Confidence level; that of the fit otherwise.

    Returns
    -------
    HandleTimePlan
        `.table` (now, planned, difference), `.mix`, `.text`.

    Raises
    ------
    ValueError
        If a name is no emotion of the fit, a share is not in [0, 1], or no room is left for calm calls.

    Notes
    -----
    The topics stay as they are, and emotional calls take the place of calm ones. The odds of an emotion against calm
    change by one factor on all topics, so that it grows most where it stands now and never beyond all calls. With
    several emotions in one call each changes by itself and what they add is added up. The intervals hold what the fit
    does not know; that your mix may be wrong is not in them, so plan with a low and a high mix too. The planned time
    is what employees take now. Whether they should take more or less is another question.

    Examples
    --------
    >>> calls = pd.DataFrame({"handle_minutes": [5., 6, 7, 4] * 10 + [8., 9, 7, 10] * 10,
    ...                       "emotion": ["calm"] * 40 + ["fear"] * 40, "agent_id": list("ABCDE") * 16})
    >>> planned_handle_time(fit_handle_time(calls), {"fear": 0.75}).table[["what", "estimate"]].round(2)
             what  estimate
    0         now      7.00
    1     planned      7.75
    2  difference      0.75
    """
    level = fit.level if level is None else level
    check_level(level)
    found = [emotion for emotion in PRIMARIES if emotion in fit.calls]
    marks = fit.calls[found].astype(float)
    now = marks.mean()
    planned = now.copy()
    for emotion, share in _check_mix(mix, found, fit.table).items():
        planned[emotion] = share
    change = _change(fit.calls, marks, planned)
    expected = np.exp(fit.design.to_numpy() @ fit.coefficients.to_numpy())
    back = np.exp(-fit.coefficients[found])
    # Each emotional call weighs in with what its emotion adds to it, times how many more of them there will be.
    more = change * expected[:, None]
    gain = more.mean() * (1 - back)
    weight = 1 + (change * (1 - back)).sum(axis=1).to_numpy()
    slope_now = (fit.design.to_numpy() * expected[:, None]).mean(axis=0)
    slope = pd.Series((fit.design.to_numpy() * (expected * weight)[:, None]).mean(axis=0), index=fit.design.columns)
    slope[found] += more.mean() * back
    far = stats.t.ppf((1 + level) / 2, (fit.n_agents or fit.n) - 1)
    covariance = fit.covariance.to_numpy()
    rows = [_of_average("now", expected.mean(), slope_now, covariance, far),
            _of_average("planned", expected.mean() + gain.sum(), slope.to_numpy(), covariance, far),
            _of_average("difference", gain.sum(), slope.to_numpy() - slope_now, covariance, far)]
    table = pd.DataFrame(rows).assign(n=fit.n, n_missing=fit.n_missing)
    shares = pd.DataFrame({"emotion": found, "share_now": now.to_numpy(), "share_planned": planned.to_numpy(),
                           "extra_minutes": gain.to_numpy()})
    return HandleTimePlan(table, shares, _say_plan(table, shares))


# ------------------------------------------------------------------ the calls

def _name(ours: str, columns) -> str:
    return (columns or {}).get(ours, ours)


def _read_calls(calls, emotions, topics, adjust, columns) -> pd.DataFrame:
    """Minutes, agent, topic, the eight emotions as 0 and 1, and what to hold equal; missing stays missing."""
    if not isinstance(calls, pd.DataFrame):
        raise TypeError(f"calls should be a table with one row a call; got {type(calls).__name__}")
    if isinstance(adjust, str):
        adjust = [adjust]
    minutes, emotion, topic, agent = (_name(name, columns) for name in ("handle_minutes", "emotion", "topic",
                                                                        "agent_id"))
    needed = [minutes, *([emotion] if emotions is None else []), *([topic] if topics else []), *adjust]
    absent = [name for name in needed if name not in calls]
    if absent:
        raise ValueError(f"calls lacks the column {' and '.join(absent)}; it has {', '.join(map(str, calls.columns))}. "
                         'Name yours with columns={"handle_minutes": ...}, or give emotions=')
    used = list(dict.fromkeys([*needed, *(name for name in (topic, agent) if name in calls)]))
    check_table(calls[used], "calls", needs=used)
    for name in adjust:
        if pd.api.types.is_numeric_dtype(calls[name].dtype):
            numbers(calls[name], str(name))
    marks = _marks(calls[emotion] if emotions is None else _lined_up(emotions, calls)).reset_index(drop=True)
    given = pd.DataFrame({"minutes": _minutes(calls[minutes]).to_numpy()})
    # Labels that stand twice, as after joining months, would pair calls wrongly: then calls go by their place.
    labels = calls.index if calls.index.is_unique else pd.RangeIndex(len(calls))
    calls = calls[used].reset_index(drop=True)
    given["agent"] = calls[agent].astype("object") if agent in calls else np.arange(len(calls))
    if topic in calls:
        given["topic"] = calls[topic].astype("object")
        given["group"] = _grouped(given["topic"], topics)
    return given.join(marks).join(calls[[*adjust]].add_prefix("adjust ")).set_axis(labels)


def _minutes(column: pd.Series) -> pd.Series:
    minutes = pd.to_numeric(column, errors="coerce").astype("float64")
    if column.dtype.kind in "mM":
        minutes[:] = np.nan
    wrong = (minutes.isna() & column.notna()) | (minutes <= 0) | (minutes > LARGEST)
    refuse([f"{column.name} is {value!r} in row {named(label)}; expected minutes above 0 (leave out calls that nobody "
            "answered)" for label, value in column[wrong].items()])
    return minutes


def _lined_up(emotions, calls):
    if not isinstance(emotions, pd.Series | pd.DataFrame):
        raise TypeError("emotions should be a Series with one emotion a call, or the table that label_emotions gives")
    if not emotions.index.is_unique or not calls.index.difference(emotions.index).empty:
        raise ValueError("emotions should have each row label of calls once; give it the index of calls, such as "
                         "emotions.reindex(calls.index)")
    return emotions.loc[calls.index]


def _marks(emotions) -> pd.DataFrame:
    """For each call whether each of the eight emotions was there; missing where it is not known."""
    if isinstance(emotions, pd.DataFrame):
        return _check_labels(emotions).astype("Float64").astype("float64")
    names = emotions.astype("object").where(emotions.notna(), None)
    ours = {name: _known_name(name) for name in names.dropna().unique()}
    refuse([f"{emotions.name} is {name!r} in {int((names == name).sum()):,} calls; expected one of "
            f"{', '.join(PRIMARIES)}, or calm (in Dutch too)" for name, found in ours.items() if found is None])
    found = names.map(ours)
    return pd.DataFrame({emotion: (found == emotion).astype("float64").where(found.notna()) for emotion in PRIMARIES})


def _known_name(name) -> str | None:
    word = str(name).strip().casefold()
    if word in _CALM_WORDS:
        return CALM
    try:
        place = locate(word)
    except ValueError:
        return None
    return place.of[0] if place.kind == "emotion" else None


def _grouped(topic: pd.Series, topics) -> pd.Series:
    if not topics:
        return topic
    members = [(name, group) for group, names in topics.items() for name in ([names] if isinstance(names, str)
                                                                             else names)]
    wrong = [f"topics names {name!r}, which no call has; there are {', '.join(map(str, topic.dropna().unique()))}"
             for name, _ in members if name not in set(topic)]
    wrong += [f"topics puts {name!r} in two groups" for name in {n for n, _ in members}
              if sum(name == other for other, _ in members) > 1]
    refuse(wrong)
    return topic.map(dict(members)).where(lambda group: group.notna() | topic.isna(), _OTHER)


# ------------------------------------------------------------------ the model

def _design(used, found, adjust) -> pd.DataFrame:
    parts = [pd.DataFrame({"start": 1.0}, index=used.index), used[found]]
    if "topic" in used:
        parts.append(pd.get_dummies(used["topic"], dtype=float).iloc[:, 1:].add_prefix("topic "))
    for name in adjust:
        column = used[f"adjust {name}"]
        if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_numeric_dtype(column.dtype):
            parts.append(column.astype("float64").rename(name).to_frame())
        else:
            parts.append(pd.get_dummies(column.astype("str"), prefix=name, prefix_sep=" ", dtype=float).iloc[:, 1:])
    return pd.concat(parts, axis=1)


def _topic_names(used, topics) -> list:
    """Names of the topics or their groups, the one to compare with first."""
    count = used["group"].value_counts(sort=True)
    if topics and _OTHER in count:
        return [_OTHER, *(name for name in topics if name in count)]
    return [count.index[0], *sorted(set(count.index) - {count.index[0]}, key=str)]


def _fit(design, minutes, agents) -> tuple[pd.Series, pd.DataFrame]:
    """Fit the gamma model, and its covariance clustered by employee (CR3)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")      # a domain warning about the start of the fit, of no use to the reader
        model = sm.GLM(minutes.to_numpy(), design.to_numpy(),
                       family=sm.families.Gamma(sm.families.links.Log())).fit()
    beta = model.params
    rows = design.to_numpy()
    # With gamma errors and a logarithmic link all working weights are 1, as in least squares.
    residual = minutes.to_numpy() / np.exp(rows @ beta) - 1
    bread = np.linalg.inv(rows.T @ rows)
    meat = np.zeros_like(bread)
    codes = pd.factorize(agents)[0]
    groups = codes.max() + 1
    order = np.argsort(codes, kind="stable")
    for here in np.split(order, np.cumsum(np.bincount(codes))[:-1]):
        own = rows[here]
        left = np.eye(len(bread)) - own.T @ own @ bread
        pull = np.linalg.pinv(left, rcond=1e-8) @ (own.T @ residual[here])
        meat += np.outer(pull, pull)
    covariance = (groups - 1) / groups * bread @ meat @ bread
    return pd.Series(beta, index=design.columns), pd.DataFrame(covariance, design.columns, design.columns)


class _Asker:
    """Answers about ratios and averages, each with its interval."""

    def __init__(self, design, beta, covariance, far):
        self.design, self.beta = design, beta
        self.covariance, self.far = covariance.to_numpy(), far

    def average(self, rows=slice(None), **fixed):
        """Mean minutes over some calls with some columns set, and how it moves with the coefficients."""
        changed = self.design.loc[rows].assign(**fixed).to_numpy()
        expected = np.exp(changed @ self.beta.to_numpy())
        return expected.mean(), (changed * expected[:, None]).mean(axis=0)

    def minutes(self, average) -> tuple[float, float, float]:
        mean, slope = average
        half = self.far * np.sqrt(slope @ self.covariance @ slope) / mean
        return mean, mean * np.exp(-half), mean * np.exp(half)

    def ratio(self, average, other) -> dict:
        slope = average[1] / average[0] - other[1] / other[0]
        middle, spread = np.log(average[0] / other[0]), np.sqrt(slope @ self.covariance @ slope)
        return {"estimate": np.exp(middle), "ci_lower": np.exp(middle - self.far * spread),
                "ci_upper": np.exp(middle + self.far * spread), "t": middle / spread}

    def extra(self, average, other) -> tuple[float, float, float]:
        slope = average[1] - other[1]
        half = self.far * np.sqrt(slope @ self.covariance @ slope)
        return average[0] - other[0], average[0] - other[0] - half, average[0] - other[0] + half


_MINUTES = ("minutes", "minutes_lower", "minutes_upper")
_EXTRA = ("extra_minutes", "extra_lower", "extra_upper")


def _row(ask, part, name, average, other, own) -> dict:
    """One row of the table; `other` is `average` itself for what the rest is compared with."""
    row = {"part": part, "name": name, "estimate": 1.0, "ci_lower": np.nan, "ci_upper": np.nan}
    row |= dict(zip(_MINUTES, ask.minutes(average), strict=True)) | dict.fromkeys(_EXTRA, np.nan)
    row |= {"extra_minutes": 0.0, "t": np.nan}
    if average is not other:
        row |= ask.ratio(average, other) | dict(zip(_EXTRA, ask.extra(average, other), strict=True))
    if len(own) < FEWEST_CALLS or own["agent"].nunique() < FEWEST_AGENTS:
        row |= dict.fromkeys(("estimate", "ci_lower", "ci_upper", *_MINUTES, *_EXTRA, "t"), np.nan)
    return row | {"n": len(own), "n_agents": own["agent"].nunique()}


def _emotion_rows(ask, used, found) -> list[dict]:
    calm = dict.fromkeys(found, 0.0)
    other = ask.average(**calm)
    rows = [_row(ask, "emotion", CALM, other, other, used[~used[found].any(axis=1)])]
    return rows + [_row(ask, "emotion", emotion, ask.average(**(calm | {emotion: 1.0})), other,
                        used[used[emotion] > 0]) for emotion in found]


def _topic_rows(ask, used, topics) -> list[dict]:
    if "topic" not in used:
        return []
    names = _topic_names(used, topics)
    averages = [_average_on(ask, used.loc[used["group"] == name, "topic"]) for name in names]
    return [_row(ask, "topic", name, average, averages[0], used[used["group"] == name])
            for name, average in zip(names, averages, strict=True)]


def _average_on(ask, topic):
    """All calls put on the topics of a group, in the shares that these have in it."""
    none = {name: 0.0 for name in ask.design if name.startswith("topic ")}
    parts = [(share, ask.average(**(none | ({f"topic {name}": 1.0} if f"topic {name}" in none else {}))))
             for name, share in topic.value_counts(normalize=True).items()]
    return sum(share * mean for share, (mean, _) in parts), sum(share * slope for share, (_, slope) in parts)


def _allow_for_looks(rows, freedom) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    p_value = pd.Series(2 * stats.t.sf(table.pop("t").abs(), freedom), index=table.index)
    looked = p_value.dropna()
    table.insert(list(table).index("n"), "p_holm", np.nan)
    if len(looked):
        table.loc[looked.index, "p_holm"] = multipletests(looked, method="holm")[1]
    return table


def _cells(ask, used, found, topics, missing) -> pd.DataFrame:
    head = ["topic", "emotion", "estimate", "ci_lower", "ci_upper", "observed_over_expected", "n",
            "n_missing"]
    rows = []
    for topic in _topic_names(used, topics) if "topic" in used else []:
        here = (used["group"] == topic).to_numpy()
        for emotion in (CALM, *found):
            there = here & ((used[emotion] > 0) if emotion in found else ~used[found].any(axis=1)).to_numpy()
            fixed = dict.fromkeys(found, 0.0) | ({emotion: 1.0} if emotion in found else {})
            numbers = ask.minutes(ask.average(here, **fixed)) if there.sum() >= FEWEST_CALLS else (np.nan,) * 3
            seen = (used.loc[there, "minutes"].mean() / ask.average(there)[0] if there.sum() >= FEWEST_CALLS else
                    np.nan)
            rows.append((topic, emotion, *numbers, seen, int(there.sum()), missing))
    return pd.DataFrame(rows, columns=head)


# ------------------------------------------------------------------ the plan

def _check_mix(mix, found, table) -> dict[str, float]:
    if not isinstance(mix, Mapping | pd.Series) or not len(mix):
        raise ValueError('mix should give shares by emotion, such as {"fear": 0.16}')
    ours = {name: _known_name(name) for name in dict(mix)}
    shares = {ours[name]: share for name, share in dict(mix).items()}
    known = set(table.loc[(table["part"] == "emotion") & table["estimate"].notna(), "name"])
    wrong = [f"mix has {name!r}, of which the fit knows no or too few calls; it knows "
             f"{', '.join(e for e in found if e in known)}" for name, emotion in ours.items() if emotion not in known]
    wrong += [f"mix gives {name} the share {share!r}; expected a number from 0 to 1" for name, share in
              dict(mix).items() if isinstance(share, bool) or not isinstance(share, int | float | np.number)
              or not 0 <= share <= 1]
    if CALM in shares:
        wrong.append("mix names calm; give the emotions only, calm calls are what is left")
    refuse(wrong)
    return {emotion: float(share) for emotion, share in shares.items()}


def _change(calls, marks, planned) -> pd.DataFrame:
    """For each emotional call how many more such calls there will be, as a share: 0.5 is half as many again."""
    topic = calls["topic"] if "topic" in calls else pd.Series("", index=calls.index)
    now, size = marks.groupby(topic).mean(), topic.value_counts(normalize=True)
    size = size.reindex(now.index).to_numpy()
    alone = (marks.sum(axis=1) <= 1).all()
    calm = (1 - now.sum(axis=1) if alone else 0.0 * now.sum(axis=1)).to_numpy()[:, None]
    if alone and planned.sum() >= 1 - 1e-6:
        raise ValueError(f"the mix adds up to {planned.sum():.0%} of all calls; expected less than 100%, so that some "
                         "calls are calm")
    odds, new = np.ones(len(planned)), now.to_numpy()
    for _ in range(_ROUNDS):
        tilted = now.to_numpy() * odds
        new = tilted / (calm + tilted.sum(axis=1, keepdims=True)) if alone else tilted / (1 - now.to_numpy() + tilted)
        ratio = np.divide(planned.to_numpy(), size @ new)
        odds = odds * ratio
        if np.abs(ratio - 1)[planned > 0].max(initial=0) < 1e-12:
            break
    rise = np.divide(new, now.to_numpy(), out=np.ones_like(new), where=now.to_numpy() > 0) - 1
    return marks * rise[now.index.get_indexer(topic)]


def _of_average(what, value, slope, covariance, far) -> dict:
    half = far * np.sqrt(max(slope @ covariance @ slope, 0.0))
    return {"what": what, "estimate": float(value), "ci_lower": float(value - half), "ci_upper": float(value + half)}


# ------------------------------------------------------------------ sentences

def _say(table, used, missing, clustered, level) -> str:
    felt = table[(table["part"] == "emotion") & (table["name"] != CALM)].dropna(subset=["estimate"])
    sure = felt[felt["p_holm"] < 1 - level]
    parts = [f"{row.name_}, {row.estimate:.2f} times as long as a calm call [{row.ci_lower:.2f}, {row.ci_upper:.2f}], "
             f"{row.extra_minutes:+.1f} minutes [{row.extra_lower:+.1f}, {row.extra_upper:+.1f}]"
             for row in sure.rename(columns={"name": "name_"}).itertuples()]
    agents = used["agent"].nunique()
    who = f" of {agents:,} employees" if clustered else ""
    said = f"In {len(used):,} calls{who} ({missing:,} left out), "
    held = " on the same topic" if "topic" in used else ""
    said += (f"calls{held} last longer or shorter with: " + "; ".join(parts) + "." if parts else
             "no emotion goes with longer or shorter calls beyond what chance allows.")
    rest = [row.name_ for row in felt.drop(sure.index).rename(columns={"name": "name_"}).itertuples()]
    if parts and rest:
        said += f" No clear difference for {', '.join(rest)}."
    if clustered and agents < FEW_AGENTS:
        said += f" With {agents} employees the intervals are rough."
    if not clustered:
        said += " Without employees (agent_id) the intervals are too narrow."
    return said + " This says what goes together, not what makes a call long."


def _say_plan(table, shares) -> str:
    now, planned, gap = table.itertuples(index=False)
    moved = shares[(shares["share_planned"] - shares["share_now"]).abs() > 1e-12]
    how = ", ".join(f"{row.emotion} from {row.share_now:.1%} to {row.share_planned:.1%}" for row in moved.itertuples())
    return (f"With {how or 'the same mix'} of the calls, the average handle time goes from {now.estimate:.2f} to "
            f"{planned.estimate:.2f} minutes: {gap.estimate:+.2f} [{gap.ci_lower:+.2f}, {gap.ci_upper:+.2f}], if "
            "topics stay as they are and employees take the time that they take now.")
