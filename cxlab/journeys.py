"""What do people feel, step by step, on their way through a service?

A journey map with happy, neutral and unhappy faces shows that something is wrong, not what to do about it. Put the
eight emotions of the wheel in the place of the faces: fear asks for certainty, anger for repair. Let several people
give the emotions, without seeing each other's work, and look first at how far they agree.

| You want | Ask for |
|---|---|
| to know whether the raters saw the same journey | `measure_agreement` |
| the share of each emotion at each step, and its strength | `measure_steps` |
| one number a step, from unpleasant to pleasant | `measure_valence` |
| the peak and the end beside the plain mean | `measure_peak_end` |
| what the journey should gain, step by step | `compare_versions` |
| how feelings change from one step to the next | `measure_transitions` |
| to leave a map with three faces behind | `convert_faces` |

All take the table that `cx.read_journeys` or `cx.datasets.load_journeys` gives: a row for each emotion that one rater
gave to one step, and a row without emotion where the rater felt none. Raters judge; they are not a sample of
customers. Ten employees who imagine a customer tell you what ten employees imagine.

Small numbers are shown: a workshop of ten needs them, raters are known by pseudonym, and they judge a journey, not
themselves. Two cases are different: raters who are **customers** telling of their own journey, and **employees** who
tell what they feel themselves. Then ask for ``hide_small=True`` before the map leaves the room: counts of 1 to 4, and
all numbers of steps with fewer than ten raters, are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy import stats

from cxlab.agreement import agreement_by_code, krippendorff_alpha
from cxlab.counts import check_choice, check_level, check_table
from cxlab.frames import check_frame
from cxlab.intervals import mean_ci, proportion_ci
from cxlab.privacy import suppress
from cxlab.wheel import PRIMARIES

__all__ = ["VALENCE", "Agreement", "compare_versions", "convert_faces", "measure_agreement", "measure_peak_end",
           "measure_steps", "measure_transitions", "measure_valence"]

#: A convention, not a measurement: is it pleasant or unpleasant to feel this? Surprise and anticipation can be either.
VALENCE = MappingProxyType({"joy": 1.0, "trust": 1.0, "fear": -1.0, "surprise": 0.0, "sadness": -1.0, "disgust": -1.0,
                            "anger": -1.0, "anticipation": 0.0})
NONE = "none"
_JOURNEY, _STEP = ["persona", "version", "who"], ["persona", "version", "who", "step"]
_STRENGTHS = ("mild", "basic", "intense")


@dataclass(frozen=True, eq=False)
class Agreement:
    """How far the raters of journeys agree.

    Attributes
    ----------
    table : DataFrame
        A row for each emotion (and "none"): `emotion`, `estimate` (Krippendorff's alpha of "this emotion or not"),
        `ci_lower`, `ci_upper`, `n` (steps with two raters or more), `n_missing` (steps with fewer), `n_coders`,
        `n_used` (steps to which anyone gave it).
    alpha, ci_lower, ci_upper : float
        Krippendorff's alpha of the leading emotion, with its interval.
    n : int
        Steps judged by two raters or more.
    text : str
        What a person would say of it.
    """

    table: pd.DataFrame
    alpha: float
    ci_lower: float
    ci_upper: float
    n: int
    text: str = field(repr=False)


def measure_agreement(journeys: pd.DataFrame, *, level: float = 0.95, n_resamples: int = 1000, seed: int = 0
                      ) -> Agreement:
    """Measure how far raters gave the same emotions to the same steps.

    Look here first. Where the raters do not agree there is no journey to show yet: talk about the steps on which they
    differ, and rate again.

    Parameters
    ----------
    journeys : DataFrame
        One row an emotion that one rater gave to one step, as `cx.read_journeys` gives.
    level : float in (0, 1)
        Confidence level.
    n_resamples : int
        How many times the steps are drawn again for the intervals.
    seed : int
        The same seed gives the same intervals.

    Returns
    -------
    Agreement
        `.table` with a row for each emotion, `.alpha` of the leading emotion with its interval, `.text`.

    Raises
    ------
    FrameError
        If the table is no table of journeys; all faults are named.

    Notes
    -----
    An item is a step of one persona, version and side (customer or employee). The leading emotion of a rater is the
    most intense one, of two equally intense ones the first in wheel order; "none" counts as a judgement. A rater
    without a row for a step has not judged it. The interval draws steps again, so it tells how far other steps of the
    same kind might differ.

    References
    ----------
    Krippendorff K (2019). Content Analysis, 4th ed., ch. 12. Sage.

    Examples
    --------
    >>> rows = [("New", "as-is", step, rater, emotion) for rater, felt in {"A": ["joy", "anger", "fear"],
    ...         "B": ["joy", "anger", None]}.items() for step, emotion in enumerate(felt, start=1)]
    >>> found = measure_agreement(pd.DataFrame(rows, columns=["persona", "version", "step", "rater", "emotion"]))
    >>> round(found.alpha, 2), found.n
    (0.62, 3)
    """
    check_level(level)
    given = _check(journeys)
    codes = given.assign(item=_items(given))
    leading = _leading(codes).rename("code").reset_index()
    columns = {"coder": "rater"}
    overall = krippendorff_alpha(leading, columns=columns, level=level, n_resamples=n_resamples,
                                 seed=seed).iloc[0]
    # A rater who felt none has judged the step; without a code the step would count as not judged.
    codes["code"] = codes["emotion"].astype("object").where(codes["emotion"].notna(), NONE)
    each = agreement_by_code(codes[["item", "rater", "code"]], columns=columns, level=level,
                             n_resamples=n_resamples, seed=seed).rename_axis("emotion")
    order = [emotion for emotion in (*PRIMARIES, NONE) if emotion in each.index]
    return Agreement(each.loc[order].reset_index(), float(overall["estimate"]), float(overall["ci_lower"]),
                     float(overall["ci_upper"]), int(overall["n"]), _say_agreement(overall))


def measure_steps(journeys: pd.DataFrame, *, level: float = 0.95, hide_small: bool = False) -> pd.DataFrame:
    """Count for each step which share of the raters gave each emotion, and how strong they found it.

    Parameters
    ----------
    journeys : DataFrame
        One row an emotion that one rater gave to one step, as `cx.read_journeys` gives.
    level : float in (0, 1)
        Confidence level.
    hide_small : bool
        Whether to leave out counts of 1 to 4, and all numbers of steps with fewer than ten raters. Do so when raters
        tell of their own feelings and the table is shared.

    Returns
    -------
    DataFrame
        A row for each step and each of the eight emotions: `persona`, `version`, `who`, `step`, `step_name` and
        `channel` where given, `emotion`, `count` (raters who gave it), `estimate` (their share), `ci_lower`,
        `ci_upper`, `n` (raters who judged the step), `n_missing` (raters of this journey who did not), `no_emotion`
        (share who felt none), `estimate_mild`, `estimate_basic`, `estimate_intense` (shares by strength; missing when
        a strength is missing), `mean_intensity` (1 to 3, of those who gave it and said how strong), `intensity_lower`,
        `intensity_upper`, `n_intensity`.

    Raises
    ------
    FrameError
        If the table is no table of journeys; all faults are named.

    Notes
    -----
    Wilson intervals of the shares, Student t intervals of the mean strengths. A strength that all gave alike, or that
    one person gave, has no interval: a width of nought would say too much. The shares of a step may add up to more
    than 1, since a rater may give several emotions.

    Examples
    --------
    >>> rows = [("New", "as-is", 1, rater, emotion, strength) for rater, emotion, strength in
    ...         [("A", "anger", 3), ("B", "anger", 2), ("C", None, None), ("D", "fear", 1)]]
    >>> table = pd.DataFrame(rows, columns=["persona", "version", "step", "rater", "emotion", "intensity"])
    >>> measure_steps(table).query("emotion == 'anger'")[["count", "estimate", "n", "no_emotion", "mean_intensity"]]
       count  estimate  n  no_emotion  mean_intensity
    6      2       0.5  4        0.25             2.5
    """
    check_level(level)
    given = _check(journeys)
    steps = _steps(given)
    grid = steps.merge(pd.DataFrame({"emotion": pd.Categorical(PRIMARIES, PRIMARIES, ordered=True)}), how="cross")
    felt = given[given["emotion"].notna()]
    keys = pd.MultiIndex.from_frame(grid[[*_STEP, "emotion"]])
    cells = felt.groupby([*_STEP, "emotion"], observed=True)["intensity"]
    strength = pd.DataFrame({"count": cells.size(), "known": cells.count()} | {
        name: cells.agg(lambda values, number=number: (values == number).sum())
        for number, name in enumerate(_STRENGTHS, start=1)}).reindex(keys, fill_value=0)
    table = grid.assign(count=strength["count"].to_numpy())
    shares = proportion_ci(table["count"], table["n"], level=level)
    table[["estimate", "ci_lower", "ci_upper"]] = shares[["estimate", "ci_lower", "ci_upper"]].to_numpy()
    whole = (strength["known"] == strength["count"]).to_numpy()
    for name in _STRENGTHS:
        table[f"estimate_{name}"] = np.where(whole, strength[name].to_numpy() / table["n"].to_numpy(), np.nan)
    order = [*_STEP, *(c for c in ("step_name", "channel") if c in table), "emotion", "count", "estimate", "ci_lower",
             "ci_upper", "n", "n_missing", "no_emotion", *(f"estimate_{name}" for name in _STRENGTHS)]
    whole_table = pd.concat([table[order], _strengths(felt, keys, level)], axis=1)
    return _hide_steps(whole_table) if hide_small else whole_table


def measure_valence(journeys: pd.DataFrame, *, valence: Mapping | None = None, level: float = 0.95) -> pd.DataFrame:
    """Measure for each step how pleasant or unpleasant it feels, from -3 to 3.

    One number hides which emotion it is: fear and anger both give -2. Use it to find the step, and the emotions to
    decide what to do there.

    Parameters
    ----------
    journeys : DataFrame
        One row an emotion that one rater gave to one step, as `cx.read_journeys` gives.
    valence : dict, optional
        Your own values from -1 (unpleasant) to 1 (pleasant) for all eight emotions; `VALENCE` otherwise.
    level : float in (0, 1)
        Confidence level.

    Returns
    -------
    DataFrame
        A row for each step: `persona`, `version`, `who`, `step`, `step_name` and `channel` where given, `estimate`
        (mean over raters), `ci_lower`, `ci_upper`, `n` (raters counted), `n_missing` (raters of this journey who did
        not judge the step, or gave an emotion without its strength).

    Raises
    ------
    FrameError
        If the table is no table of journeys.
    ValueError
        If `valence` lacks an emotion or holds a number outside [-1, 1].

    Notes
    -----
    The value of a rater is the mean of valence times strength over the emotions given; a rater who felt none counts
    as 0. That joy and trust are pleasant, that fear, sadness, disgust and anger are unpleasant, and that surprise and
    anticipation are neither is a **convention**: try another, and see whether your conclusion stands. Student t
    intervals over raters; none when all raters gave the same value.

    Examples
    --------
    >>> rows = [("New", "as-is", 1, rater, emotion, strength) for rater, emotion, strength in
    ...         [("A", "anger", 3), ("B", "anger", 2), ("C", "joy", 1)]]
    >>> table = pd.DataFrame(rows, columns=["persona", "version", "step", "rater", "emotion", "intensity"])
    >>> measure_valence(table)[["step", "estimate", "n"]].round(2)
       step  estimate  n
    0     1     -1.33  3
    """
    check_level(level)
    given = _check(journeys)
    values = _values(given, valence)
    steps = _steps(given).drop(columns=["n", "n_missing", "no_emotion"])
    return pd.concat([steps, _means(values, pd.MultiIndex.from_frame(steps[_STEP]), _raters(given), level)], axis=1)


def measure_peak_end(journeys: pd.DataFrame, *, valence: Mapping | None = None, level: float = 0.95) -> pd.DataFrame:
    """Measure the peak, the end and their mean beside the plain mean of a journey.

    People are said to remember the peak and the end of an experience. In 174 effect sizes peak and end went with the
    later judgement as well as the overall mean did, not better, and how long it lasted hardly mattered. So read both:
    where they differ, ask customers which of the two they remember.

    Parameters
    ----------
    journeys, valence, level
        As for :func:`measure_valence`.

    Returns
    -------
    DataFrame
        For each journey (`persona`, `version`, `who`) a row for each `measure`: "mean", "peak", "end", "peak-end" and
        "difference" (peak-end less mean), with `estimate` (from -3 to 3), `ci_lower`, `ci_upper`, `n` (raters who
        valued every step) and `n_missing` (raters who did not).

    Raises
    ------
    FrameError, ValueError
        As :func:`measure_valence`.

    Notes
    -----
    Of each rater: the peak is the value furthest from 0 (of an equally high and low one, their mean: 0), the end is
    the last step, peak-end the mean of the two. Student t intervals over raters.

    References
    ----------
    Alaybek B et al. (2022). All's well that ends (and peaks) well? A meta-analysis of the peak-end rule and duration
    neglect. Organizational Behavior and Human Decision Processes 170, 104149: r = .58 [.49, .66].
    Kahneman D, Fredrickson BL, Schreiber CA, Redelmeier DA (1993). When more pain is preferred to less.
    Psychological Science 4, 401-405.

    Examples
    --------
    >>> rows = [("New", "as-is", step, rater, emotion, 2) for rater, felt in {"A": ["joy", "anger", "joy"],
    ...         "B": ["trust", "joy", "joy"]}.items() for step, emotion in enumerate(felt, start=1)]
    >>> table = pd.DataFrame(rows, columns=["persona", "version", "step", "rater", "emotion", "intensity"])
    >>> measure_peak_end(table).set_index("measure")["estimate"].round(2).to_dict()
    {'mean': 1.33, 'peak': 1.0, 'end': 2.0, 'peak-end': 1.5, 'difference': 0.17}
    """
    check_level(level)
    given = _check(journeys)
    wide = _values(given, valence).unstack("step")
    parts = []
    for key, part in wide.groupby(level=_JOURNEY, observed=True, sort=True):
        part = part[sorted(given.loc[_of_journey(given, key), "step"].unique())]
        complete = part.dropna()
        numbers = complete.to_numpy(dtype=float)
        peak = (numbers.max(axis=1, initial=-np.inf), numbers.min(axis=1, initial=np.inf))
        peak = np.where(peak[0] > -peak[1], peak[0], np.where(peak[0] < -peak[1], peak[1], 0.0))
        measures = {"mean": numbers.mean(axis=1) if len(numbers) else np.empty(0), "peak": peak, "end": numbers[:, -1]}
        measures["peak-end"] = (measures["peak"] + measures["end"]) / 2
        measures["difference"] = measures["peak-end"] - measures["mean"]
        for name, values in measures.items():
            found = _mean(values, level) if name == "difference" else _held(_mean(values, level))
            parts.append(dict(zip(_JOURNEY, key, strict=True)) | {"measure": name} | found
                         | {"n_missing": _raters(given)[key] - len(values)})
    return pd.DataFrame(parts)


def compare_versions(journeys: pd.DataFrame, *, what: str = "emotions", valence: Mapping | None = None,
                     level: float = 0.95) -> pd.DataFrame:
    """Compare each step as it should become with the step as it is.

    Parameters
    ----------
    journeys : DataFrame
        One row an emotion that one rater gave to one step; both versions, "as-is" and "to-be".
    what : {"emotions", "valence"}
        The share of each emotion, or the mean valence.
    valence, level
        As for :func:`measure_valence`.

    Returns
    -------
    DataFrame
        A row for each step (and emotion): `persona`, `who`, `step`, `step_name` where given, `emotion` if asked,
        `as_is`, `to_be`, `estimate` (to-be less as-is), `ci_lower`, `ci_upper`, `n` (raters who judged both) and
        `n_missing` (raters who judged one of the two only).

    Raises
    ------
    FrameError
        If the table is no table of journeys.
    ValueError
        If a version is absent, no rater judged both versions of any step, or an option is unknown.

    Notes
    -----
    Steps meet by persona, side and step number, so number the steps alike in both versions. The comparison is within
    raters: Newcombe's paired interval for shares, the paired t interval for valence (none when all differences are
    equal). To-be ratings say what people hope for. They are a brief for design, not a result. Eight emotions at seven
    steps are 56 comparisons: some three intervals will leave zero out by chance alone.

    References
    ----------
    Newcombe RG (1998). Improved confidence intervals for the difference between binomial proportions based on paired
    data. Statistics in Medicine 17, 2635-2650, method 10.

    Examples
    --------
    >>> rows = [("New", version, 1, rater, emotion, 2) for version, felt in
    ...         {"as-is": ["anger", "anger", "joy"], "to-be": ["joy", "trust", "joy"]}.items()
    ...         for rater, emotion in zip("ABC", felt, strict=True)]
    >>> table = pd.DataFrame(rows, columns=["persona", "version", "step", "rater", "emotion", "intensity"])
    >>> compare_versions(table, what="valence")[["as_is", "to_be", "estimate", "n"]].round(2)
       as_is  to_be  estimate  n
    0  -0.67    2.0      2.67  3
    """
    check_level(level)
    check_choice("what", what, ("emotions", "valence"))
    given = _check(journeys)
    absent = [version for version in ("as-is", "to-be") if not (given["version"] == version).any()]
    if absent:
        raise ValueError(f"version {absent[0]} is absent; expected rows of both as-is and to-be to compare")
    values = _values(given, valence).rename("value").to_frame() if what == "valence" else _given(given)
    pairs = values.stack().unstack("version")
    pairs.index = pairs.index.set_names("emotion", level=-1)
    paired = pairs.dropna()
    if paired.empty:
        raise ValueError("no rater judged both versions of a step; expected the same rater names and step numbers in "
                         "as-is and to-be")
    cell = ["persona", "who", "step", "emotion"]
    table = _gaps(pairs.reset_index(), paired.reset_index(), cell, what, level)
    names = _steps(given)
    if "step_name" in names:
        table = table.merge(names.drop_duplicates(["persona", "who", "step"])[["persona", "who", "step", "step_name"]],
                            how="left", on=["persona", "who", "step"])
        table.insert(3, "step_name", table.pop("step_name"))
    if what == "valence":
        return table.drop(columns="emotion").sort_values(cell[:3], ignore_index=True)
    table["emotion"] = pd.Categorical(table["emotion"], PRIMARIES, ordered=True)
    return table.sort_values(cell, ignore_index=True)


def measure_transitions(journeys: pd.DataFrame, *, level: float = 0.95, hide_small: bool = False) -> pd.DataFrame:
    """Count how the leading emotion of raters changes from one step to the next.

    Parameters
    ----------
    journeys : DataFrame
        One row an emotion that one rater gave to one step, as `cx.read_journeys` gives.
    level : float in (0, 1)
        Confidence level.
    hide_small : bool
        Whether to leave out changes of 1 to 4 raters, and all numbers of steps that fewer than ten judged.

    Returns
    -------
    DataFrame
        A row for each change that occurred: `persona`, `version`, `who`, `step_from`, `step_to`, `emotion_from`,
        `emotion_to` (one of the eight, or "none"), `count` (raters), `estimate` (share of the raters who came from
        `emotion_from`), `ci_lower`, `ci_upper`, `n` (those raters), `n_missing` (raters of this journey who did not
        judge both steps).

    Raises
    ------
    FrameError
        If the table is no table of journeys.
    ValueError
        If no journey has two steps.

    Notes
    -----
    The leading emotion is the most intense one, of two equally intense ones the first in wheel order. Wilson
    intervals. With ten raters the groups are small: read the counts first.

    Examples
    --------
    >>> rows = [("New", "as-is", step, rater, emotion, 2) for rater, felt in {"A": ["fear", "anger"],
    ...         "B": ["fear", "joy"], "C": ["joy", "joy"]}.items() for step, emotion in enumerate(felt, start=1)]
    >>> table = pd.DataFrame(rows, columns=["persona", "version", "step", "rater", "emotion", "intensity"])
    >>> measure_transitions(table)[["emotion_from", "emotion_to", "count", "estimate", "n"]]
      emotion_from emotion_to  count  estimate  n
    0          joy        joy      1       1.0  1
    1         fear        joy      1       0.5  2
    2         fear      anger      1       0.5  2
    """
    check_level(level)
    given = _check(journeys)
    leading = _leading(given.assign(item=_items(given))).reset_index()
    leading = leading.merge(given.assign(item=_items(given))[["item", *_STEP]].drop_duplicates(), on="item")
    following = _steps(given)[_STEP]
    following["step_to"] = following.groupby(_JOURNEY, observed=True)["step"].shift(-1)
    following = following.dropna(subset=["step_to"]).astype({"step_to": "Int64"})
    if following.empty:
        raise ValueError("every journey has one step only; expected two or more to see a change")
    start = leading.merge(following, on=_STEP).rename(columns={"step": "step_from", "emotion": "emotion_from"})
    end = leading.rename(columns={"step": "step_to", "emotion": "emotion_to"}).drop(columns="item")
    moves = start.drop(columns="item").merge(end, on=[*_JOURNEY, "step_to", "rater"])
    order = pd.CategoricalDtype([*PRIMARIES, NONE], ordered=True)
    moves = moves.astype({"emotion_from": order, "emotion_to": order})
    place = [*_JOURNEY, "step_from", "step_to"]
    table = moves.groupby([*place, "emotion_from", "emotion_to"], observed=True).size().rename("count").reset_index()
    n = table.groupby([*place, "emotion_from"], observed=True)["count"].transform("sum")
    judged = table.groupby(place, observed=True)["count"].transform("sum")
    of_journey = _raters(given)
    raters = pd.Series([of_journey[key] for key in table[_JOURNEY].itertuples(index=False, name=None)])
    shares = proportion_ci(table["count"], n, level=level)
    table = table.assign(**{c: shares[c] for c in ("estimate", "ci_lower", "ci_upper", "n")}, n_missing=raters - judged)
    return _hide_moves(table, judged) if hide_small else table


_FACES = {
    "happy": ("happy", "blij", "tevreden", "positive", "positief", "+", "1", "🙂", "😀", "😊", "😃", ":)", ":-)"),
    "neutral": ("neutral", "neutraal", "0", "o", "😐", ":|", ":-|"),
    "unhappy": ("unhappy", "sad", "ontevreden", "negative", "negatief", "-", "-1", "🙁", "☹", "😞", "😠", ":(", ":-("),
}
_CANDIDATES = {"happy": ("joy", "trust", "surprise", "anticipation"), "neutral": (),
               "unhappy": ("anger", "fear", "sadness", "disgust", "surprise")}
_ASK = {
    "en": {
        "happy": 'At "{step}" the map says happy. What did the customer say or do? Was it joy (it went well), trust (I '
                 "am in good hands), surprise (better than I thought) or anticipation (I look forward to it)? How "
                 "strong?",
        "neutral": 'At "{step}" the map says neutral. Did the customer feel nothing here, two things at once, or did '
                   "nobody ask?",
        "unhappy": 'At "{step}" the map says unhappy. What did the customer say or do? Was it anger (this is unfair), '
                   "fear (what will happen to me?), sadness (I lost something), disgust (I want nothing to do with it) "
                   "or surprise (nobody told me)? How strong?",
        "": 'At "{step}" the map says nothing. Who can tell what the customer felt there?'},
    "nl": {
        "happy": 'Bij "{step}" staat blij. Wat zei of deed de klant? Was het vreugde (het ging goed), vertrouwen (ik '
                 "ben in goede handen), verrassing (beter dan ik dacht) of verwachting (ik kijk ernaar uit)? Hoe "
                 "sterk?",
        "neutral": 'Bij "{step}" staat neutraal. Voelde de klant hier niets, twee dingen tegelijk, of heeft niemand '
                   "het gevraagd?",
        "unhappy": 'Bij "{step}" staat ontevreden. Wat zei of deed de klant? Was het boosheid (dit is oneerlijk), '
                   "angst (wat gaat er met mij gebeuren?), verdriet (ik ben iets kwijt), walging (hier wil ik niets "
                   "mee te maken hebben) of verrassing (niemand vertelde het)? Hoe sterk?",
        "": 'Bij "{step}" staat niets. Wie kan vertellen wat de klant daar voelde?'},
}


def convert_faces(faces: pd.DataFrame, *, columns: Mapping | None = None, language: str = "en") -> pd.DataFrame:
    """Turn a map with happy, neutral and unhappy faces into questions about emotions.

    No emotion is filled in: an unhappy face may be anger, fear or sadness, and each asks for another answer. The
    questions go to people who know: customers first, then those who serve them.

    Parameters
    ----------
    faces : DataFrame
        One row a step: `step` (its number), `face`, and `step_name` if you have it. A face is happy, neutral or
        unhappy, in English or Dutch, a smiley, or 1, 0, -1.
    columns : dict, optional
        Your names for these, for example ``{"face": "Smiley"}``.
    language : {"en", "nl"}
        Language of the questions.

    Returns
    -------
    DataFrame
        Same rows and index: `step`, `step_name` where given, `face` ("happy", "neutral", "unhappy", or missing),
        `candidates` (emotions that may lie behind the face), `question`, and `emotion` and `intensity`, empty, to be
        filled in.

    Raises
    ------
    ValueError
        If a column is absent, or a face is unknown; every unknown face is named with its row.

    Examples
    --------
    >>> old = pd.DataFrame({"step": [1, 2], "step_name": ["Orders", "Gets the bill"], "face": ["🙂", "unhappy"]})
    >>> convert_faces(old)[["face", "candidates"]]
          face                              candidates
    0    happy      joy, trust, surprise, anticipation
    1  unhappy  anger, fear, sadness, disgust, surprise
    """
    check_choice("language", language, _ASK)
    check_table(faces, "faces", unique=False)
    table = faces.rename(columns={theirs: ours for ours, theirs in (columns or {}).items()})
    absent = [name for name in ("step", "face") if name not in table]
    if absent:
        raise ValueError(f"faces lacks the column {' and '.join(absent)}; it has {', '.join(map(str, faces.columns))}. "
                         "Name yours with columns={\"face\": ...}")
    check_table(table, "faces", needs=["step", "face", *(["step_name"] if "step_name" in table else [])])
    known = {word: face for face, words in _FACES.items() for word in words}
    # A smiley may carry an invisible sign that asks for its coloured form.
    asked = [None if pd.isna(face) or not str(face).strip() else
             str(face).strip().casefold().replace("\ufe0f", "").removesuffix(".0") for face in table["face"]]
    wrong = [f"face is {face!r} in row {label}; expected happy, neutral or unhappy, a smiley, or 1, 0 or -1"
             for label, word, face in zip(table.index, asked, table["face"], strict=True)
             if word is not None and word not in known]
    if wrong:
        raise ValueError("\n".join(wrong))
    found = [None if word is None else known[word] for word in asked]
    names = table["step_name"] if "step_name" in table else table["step"]
    questions = [_ASK[language][face or ""].format(step=name) for face, name in zip(found, names, strict=True)]
    kept = table[["step", *(["step_name"] if "step_name" in table else [])]]
    return kept.assign(face=pd.array(found, dtype="str"), candidates=pd.array(
        [None if face is None else ", ".join(_CANDIDATES[face]) for face in found], dtype="str"),
        question=pd.array(questions, dtype="str"), emotion=pd.array([None] * len(kept), dtype="str"),
        intensity=pd.array([pd.NA] * len(kept), dtype="Int64"))


# ------------------------------------------------------------------ the table of journeys, sorted out

def _check(journeys) -> pd.DataFrame:
    given = check_frame(journeys, "journeys")
    if "emotion" not in given:
        raise ValueError("journeys has no column 'emotion'; expected the emotion that each person chose for the step, "
                         f"empty where none was felt; it has {', '.join(map(repr, map(str, journeys.columns)))}")
    if given.empty:
        raise ValueError("journeys has no rows; expected one for each emotion that a person chose for a step")
    if "who" not in given:
        given["who"] = "customer"
    if "intensity" not in given:
        given["intensity"] = pd.array([pd.NA] * len(given), dtype="Int64")
    return given.astype(dict.fromkeys(("persona", "version", "who", "emotion"), "str"))


def _items(given) -> pd.Series:
    """One name for each step of each journey."""
    return given[_STEP].astype("str").agg(" | ".join, axis=1)


def _steps(given) -> pd.DataFrame:
    """A row for each step of each journey: its names, its raters, and the share of them who felt nothing."""
    grouped = given.groupby(_STEP, observed=True, sort=True)
    steps = pd.DataFrame({name: grouped[name].first().astype("str") for name in ("step_name", "channel")
                          if name in given})
    steps["n"] = grouped["rater"].nunique()
    felt = given[given["emotion"].notna()].groupby(_STEP, observed=True)["rater"].nunique()
    steps["no_emotion"] = 1 - felt.reindex(steps.index, fill_value=0) / steps["n"]
    raters = _raters(given)
    steps["n_missing"] = [raters[key[:3]] for key in steps.index] - steps["n"]
    return steps.reset_index()


def _raters(given) -> dict:
    return given.groupby(_JOURNEY, observed=True)["rater"].nunique().to_dict()


def _of_journey(given, key) -> pd.Series:
    return (given[_JOURNEY] == list(key)).all(axis=1)


def _leading(given) -> pd.Series:
    """The most intense emotion of each rater at each item; of two equal ones the first in wheel order."""
    rank = given["emotion"].map({emotion: place for place, emotion in enumerate(PRIMARIES)})
    ordered = given.assign(strength=given["intensity"].fillna(0), rank=rank).sort_values(
        ["strength", "rank"], ascending=[False, True], kind="stable", na_position="last")
    first = ordered.drop_duplicates(["item", "rater"]).set_index(["item", "rater"]).sort_index()
    return first["emotion"].astype("object").where(first["emotion"].notna(), NONE)


def _given(given) -> pd.DataFrame:
    """Whether each rater gave each emotion to each step, as 0 and 1; a row for each rater and step judged."""
    marks = given.assign(emotion=given["emotion"].astype("object").where(given["emotion"].notna(), NONE), mark=1.0)
    wide = marks.pivot_table(index=[*_STEP, "rater"], columns="emotion", values="mark", aggfunc="max", fill_value=0.0)
    return wide.reindex(columns=list(PRIMARIES), fill_value=0.0)


def _values(given, valence) -> pd.Series:
    """The valence of each step for each rater: missing when an emotion came without its strength."""
    signs = _check_valence(valence)
    felt = given["emotion"].notna()
    strength = given["intensity"].to_numpy(float, na_value=np.nan)
    value = given["emotion"].map(signs).astype(float) * strength
    value = value.where(felt, 0.0)
    grouped = value.groupby([given[name] for name in (*_STEP, "rater")], observed=True)
    return grouped.mean().where(grouped.count() == grouped.size())


def _check_valence(valence) -> dict:
    given = dict(VALENCE if valence is None else valence)
    wrong = [f"valence lacks {emotion}" for emotion in PRIMARIES if emotion not in given]
    wrong += [f"valence has {name}, which is none of the eight emotions" for name in given if name not in PRIMARIES]
    wrong += [f"valence of {name} is {value!r}; expected a number from -1 to 1" for name, value in given.items()
              if not isinstance(value, int | float) or not -1 <= value <= 1]
    if wrong:
        raise ValueError("\n".join(wrong))
    return given


# ------------------------------------------------------------------ small numbers

def _hide_steps(table: pd.DataFrame) -> pd.DataFrame:
    shown = suppress(table, columns=[c for c in table if c.startswith(("estimate", "ci_", "mean_", "intensity_",
                                                                        "n_intensity"))])
    none = (table["no_emotion"] * table["n"]).round()
    few = (table["n"] < 10) | ((none > 0) & (none < 5))
    strengths = [f"estimate_{name}" for name in _STRENGTHS]
    each = (table[strengths].mul(table["n"], axis=0)).round()
    shown[strengths] = shown[strengths].mask(((each > 0) & (each < 5)).any(axis=1))
    return shown.assign(no_emotion=table["no_emotion"].mask(few)).drop(columns="suppressed")


def _hide_moves(table: pd.DataFrame, judged: pd.Series) -> pd.DataFrame:
    """Hide by the number of raters who judged both steps; who came from where is a small number as well."""
    shown = suppress(table.assign(judged=judged), n="judged", columns=["estimate", "ci_lower", "ci_upper", "n"])
    few = (table["n"] < 10).to_numpy()       # 5 of 6 would tell of the sixth
    for column in ("estimate", "ci_lower", "ci_upper", "n"):
        shown[column] = shown[column].mask(few)
    return shown.drop(columns=["judged", "suppressed"])


# ------------------------------------------------------------------ means and gaps

def _mean(values, level) -> dict:
    """Mean and t interval; no interval for equal values, whose width of nought would say too much."""
    values = np.asarray(values, dtype=float)
    n = len(values)
    center = float(values.mean()) if n else np.nan
    half = np.nan
    if n > 1 and np.ptp(values) > 0:
        half = stats.t.ppf((1 + level) / 2, n - 1) * values.std(ddof=1) / np.sqrt(n)
    return {"estimate": center, "ci_lower": center - half, "ci_upper": center + half, "n": n}


def _means(values, keys, raters, level) -> pd.DataFrame:
    rows = []
    known = {key: part.dropna() for key, part in values.groupby(level=_STEP, observed=True)}
    for key in keys:
        row = _held(_mean(known[key], level))
        rows.append(row | {"n_missing": raters[key[:3]] - row["n"]})
    return pd.DataFrame(rows)


def _held(row: dict) -> dict:
    """The interval within what a valence can be."""
    return row | {"ci_lower": float(np.maximum(row["ci_lower"], -3)), "ci_upper": float(np.minimum(row["ci_upper"], 3))}


def _strengths(felt, keys, level) -> pd.DataFrame:
    """Mean strength of each emotion at each step, with its interval held within 1 to 3."""
    known = felt.dropna(subset=["intensity"])
    cells = known[[*_STEP, "emotion"]].itertuples(index=False, name=None)
    groups = pd.Series(list(cells), index=known.index, dtype=object)
    found = mean_ci(known["intensity"].astype(float), by=groups, level=level).reindex(list(keys))
    flat = (found["ci_lower"] == found["ci_upper"]).to_numpy()
    return pd.DataFrame({"mean_intensity": found["estimate"].to_numpy(),
                         "intensity_lower": np.where(flat, np.nan, np.maximum(found["ci_lower"], 1)),
                         "intensity_upper": np.where(flat, np.nan, np.minimum(found["ci_upper"], 3)),
                         "n_intensity": found["n"].fillna(0).astype("int64").to_numpy()})


def _gaps(pairs, paired, cell, what, level) -> pd.DataFrame:
    """The gap of each cell, over the raters who judged both versions."""
    raters = pairs.groupby(cell, observed=True, sort=False).size()
    grouped = paired.groupby(cell, observed=True, sort=False)
    sides = grouped[["as-is", "to-be"]].mean().reindex(raters.index).set_axis(["as_is", "to_be"], axis=1)
    if what == "valence":
        gaps = {key: (part["to-be"] - part["as-is"]).to_numpy() for key, part in grouped}
        found = pd.DataFrame([_mean(gaps.get(key, []), level) for key in raters.index], index=raters.index)
    else:
        found = _share_gaps(paired, cell, level).reindex(raters.index)
        found["n"] = found["n"].fillna(0).astype("int64")
    return sides.join(found).assign(n_missing=raters - found["n"]).reset_index()


def _share_gaps(paired, cell, level) -> pd.DataFrame:
    after, before = paired["to-be"], paired["as-is"]
    cells = pd.DataFrame({"both": after * before, "after": after * (1 - before), "before": before * (1 - after),
                          "neither": (1 - after) * (1 - before)}).astype("int64")
    counts = cells.groupby([paired[name] for name in cell], observed=True, sort=False).sum()
    estimate, low, high = _newcombe(*counts.to_numpy().T, level)
    return pd.DataFrame({"estimate": estimate, "ci_lower": low, "ci_upper": high, "n": counts.sum(axis=1)},
                        index=counts.index)


def _newcombe(both, only_one, only_other, neither, level):
    """Newcombe's method 10: two Wilson intervals, joined with the correlation of the pairs."""
    n = both + only_one + only_other + neither
    wilson = [proportion_ci(count, n, level=level) for count in (both + only_one, both + only_other)]
    (p1, l1, u1), (p2, l2, u2) = (share[["estimate", "ci_lower", "ci_upper"]].to_numpy().T for share in wilson)
    product = (both + only_one) * (only_other + neither) * (both + only_other) * (only_one + neither)
    cross = both * neither - only_one * only_other
    cross = np.where(cross > n / 2, cross - n / 2, np.minimum(cross, 0))
    phi = np.where(product > 0, cross / np.sqrt(np.where(product > 0, product, 1)), 0.0)
    low = np.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    high = np.sqrt((p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2)
    return p1 - p2, p1 - p2 - low, p1 - p2 + high


def _say_agreement(overall) -> str:
    alpha = overall["estimate"]
    if pd.isna(alpha):
        return "Agreement cannot be measured: no step has two raters, or all gave the same emotion throughout."
    verdict = ("good enough to rely on" if alpha >= 0.8 else "enough for tentative conclusions" if alpha >= 0.667 else
               "too little to conclude from: talk about the steps on which the raters differ, and rate again")
    return (f"Alpha of the leading emotion is {alpha:.2f} ({overall['ci_lower']:.2f} to {overall['ci_upper']:.2f}) "
            f"over {overall['n']:.0f} steps: {verdict}.")
