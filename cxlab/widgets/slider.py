"""Sliders for one question: if a team truly differs, how likely is a funnel to notice it?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import traitlets

from cxlab.power import funnel_power, funnel_sample_size
from cxlab.widgets.shell import Shell, page

CALLS = (20, 30, 50, 75, 100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 5_000, 7_500, 10_000, 15_000,
         20_000, 30_000, 50_000)
RATIOS = (0.25, 0.5, 0.75, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
LEVELS = (0.95, 0.998)
ENOUGH = 0.8

WORDS = {
    "en": {
        "title": "Would a funnel notice it?", "base": "Complaints per 1,000 calls, over all",
        "ratio": "The team truly has ... times as many", "calls": "Calls of the team", "level": "Limits of the funnel",
        "limits": {"0.95": "95% (one false alarm in 20)", "0.998": "99.8% (one false alarm in 500)"},
        "axis_n": "Calls of the team", "axis_power": "Chance to notice", "enough": "80%",
        "thousands": ",", "point": ".",
        "told": "A team with {n} calls and {actual} complaints per 1,000 instead of {base} is noticed in {often} of "
                "100 such charts.",
        "needed": "To notice it in 80 of 100, a team needs {needed} calls.",
        "far": "No number of calls in reach is enough.",
        "rarely": "So a chart that shows nothing tells nothing about this team.",
        "more": "more than 99", "less": "fewer than 1",
        "too_high": "{actual} per 1,000 calls is not possible or beyond what this chart is for; lower one of the two.",
    },
    "nl": {
        "title": "Zou een trechter het opmerken?", "base": "Klachten per 1.000 gesprekken, over alles",
        "ratio": "Het team heeft in werkelijkheid ... maal zoveel", "calls": "Gesprekken van het team",
        "level": "Grenzen van de trechter",
        "limits": {"0.95": "95% (1 vals alarm op 20)", "0.998": "99,8% (1 vals alarm op 500)"},
        "axis_n": "Gesprekken van het team", "axis_power": "Kans om het te zien", "enough": "80%", "thousands": ".",
        "point": ",",
        "told": "Een team met {n} gesprekken en {actual} klachten per 1.000 in plaats van {base} valt op in {often} "
                "van de 100 zulke grafieken.",
        "needed": "Om op te vallen in 80 van de 100 zijn {needed} gesprekken nodig.",
        "far": "Geen aantal gesprekken binnen bereik is genoeg.",
        "rarely": "Een grafiek die niets laat zien, zegt dus niets over dit team.",
        "more": "meer dan 99", "less": "minder dan 1",
        "too_high": "{actual} per 1.000 gesprekken kan niet of ligt buiten deze grafiek; verlaag een van de twee.",
    },
}


def power_slider(*, base: float = 0.01, ratio: float = 3.0, n: int = 300, level: float = 0.998,
                 language: str = "en") -> PowerSlider:
    """Move sliders and see how likely a funnel is to notice a team that truly differs.

    Do this before a chart of teams or people is made. With few calls the chance is small, and a chart without signals
    then says nothing about the teams.

    Parameters
    ----------
    base : float in (0, 0.2]
        The overall share: 0.01 for ten complaints per 1,000 calls.
    ratio : float
        How many times as many the team truly has. The slider stands at the nearest of its steps.
    n : int
        Calls of the team; the nearest step.
    level : {0.95, 0.998}
        Limits of the funnel.
    language : {"en", "nl"}
        Language of the widget.

    Returns
    -------
    PowerSlider
        Show it as the last line of a cell. ``.table`` is what :func:`cxlab.power.funnel_power` gives for the settings,
        ``.said`` the sentence, ``.needed`` the calls for a chance of 80% (missing if out of reach).

    Raises
    ------
    ValueError
        If a value is out of range.

    Examples
    --------
    >>> slider = power_slider(base=0.01, ratio=3, n=300)
    >>> slider.said
    'A team with 300 calls and 30 complaints per 1,000 instead of 10 is noticed in 29 of 100 such charts. ...'
    >>> slider.set(calls=1000)
    >>> slider.table[["n", "power"]].round(2).to_numpy().tolist()
    [[1000.0, 0.95]]
    """
    if language not in WORDS:
        raise ValueError(f"language is {language!r}; expected \"en\" or \"nl\"")
    if not 0 < base <= 0.2:
        raise ValueError(f"base is {base!r}; expected a share above 0 and up to 0.2, such as 0.01 for 10 in 1,000")
    if level not in LEVELS:
        raise ValueError(f"level is {level!r}; expected 0.95 or 0.998")
    if not ratio > 0 or not n > 0:
        raise ValueError(f"ratio is {ratio!r} and n is {n!r}; expected numbers above 0")
    return PowerSlider(round(base * 1000, 1), nearest(RATIOS, ratio), int(nearest(CALLS, n)), level, language)


def nearest(steps, value: float) -> float:
    """Find the step that lies nearest on a scale of ratios.

    Parameters
    ----------
    steps : sequence of float
        The steps of a slider.
    value : float
        Above 0.

    Returns
    -------
    float
        One of the steps.

    Examples
    --------
    >>> nearest((100, 300, 1000), 500)
    300
    """
    return min(steps, key=lambda step: abs(np.log(step / value)))


def compute_power(per_1000: float, ratio: float, calls: int, level: float) -> dict:
    """Work out everything that the sliders show.

    Parameters
    ----------
    per_1000 : float
        Complaints per 1,000 calls, over all.
    ratio : float
        How many times as many the team truly has.
    calls : int
        Calls of the team.
    level : float
        Limits of the funnel.

    Returns
    -------
    dict
        `power`, `needed` (calls for 80%, None if out of reach), `curve` (list of calls and power). Empty when the
        team's share would be 0.5 or more.

    Examples
    --------
    >>> found = compute_power(10, 3, 300, 0.998)
    >>> round(found["power"], 2), found["needed"]
    (0.29, 713)
    """
    base, actual = per_1000 / 1000, per_1000 * ratio / 1000
    if actual >= 0.5:
        return {}
    sizes = np.unique(np.geomspace(CALLS[0], CALLS[-1], 60).round().astype(int))
    curve = funnel_power(sizes, base=base, actual=actual, level=level)
    power = float(funnel_power(calls, base=base, actual=actual, level=level)["power"].iloc[0])
    needed = None
    if curve["power"].max() >= ENOUGH:
        found = funnel_sample_size(base=base, actual=actual, power=ENOUGH, level=level)
        needed = found if found <= CALLS[-1] else None
    return {"power": power, "needed": needed,
            "curve": [[int(size), round(float(chance), 4)] for size, chance in zip(sizes, curve["power"], strict=True)]}


def say_power(found: dict, per_1000: float, ratio: float, calls: int, language: str = "en") -> str:
    """Say in plain words how likely the team is to be noticed.

    Parameters
    ----------
    found : dict
        From :func:`compute_power`.
    per_1000, ratio, calls
        As there.
    language : {"en", "nl"}
        Language of the sentence.

    Returns
    -------
    str
        Two or three sentences.

    Examples
    --------
    >>> say_power({"power": 0.08, "needed": 713}, 10, 3, 100)
    'A team with 100 calls and 30 complaints per 1,000 instead of 10 is noticed in 8 of 100 such charts. ...'
    """
    words = WORDS[language]
    actual = f"{per_1000 * ratio:.4g}".replace(".", words["point"])
    if not found:
        return words["too_high"].format(actual=actual)

    def whole(number):
        return f"{number:,}".replace(",", words["thousands"])
    power = found["power"]
    often = words["more"] if power > 0.995 else words["less"] if power < 0.005 else f"{100 * power:.0f}"
    said = [words["told"].format(n=whole(calls), actual=actual, base=f"{per_1000:.4g}".replace(".", words["point"]),
                                 often=often)]
    said += [words["rarely"]] if power < 0.5 else []
    said += [words["needed"].format(needed=whole(found["needed"])) if found["needed"] else words["far"]]
    return " ".join(said)


class PowerSlider(Shell):
    """Sliders for the power of a funnel; made by :func:`power_slider`.

    Attributes
    ----------
    per_1000, ratio, level : float
        Where the sliders stand.
    calls : int
        Calls of the team.
    power : float
        Chance to notice it; missing when the settings are out of range.
    needed : int or None
        Calls for a chance of 80%.
    curve : list of [int, float]
        Calls and power, for the figure.
    """

    ACTIONS = ("set",)
    _esm = page("slider.js")
    _css = page("slider.css")

    per_1000 = traitlets.Float(10.0).tag(sync=True)
    ratio = traitlets.Float(3.0).tag(sync=True)
    calls = traitlets.Int(300).tag(sync=True)
    level = traitlets.Float(0.998).tag(sync=True)
    power = traitlets.Float(allow_none=True, default_value=None).tag(sync=True)
    needed = traitlets.Int(allow_none=True, default_value=None).tag(sync=True)
    curve = traitlets.List().tag(sync=True)
    steps = traitlets.Dict().tag(sync=True)

    def __init__(self, per_1000: float, ratio: float, calls: int, level: float, language: str) -> None:
        self._language = language
        super().__init__(words=dict(WORDS[language]), steps={"ratio": list(RATIOS), "calls": list(CALLS)})
        self.set(per_1000=per_1000, ratio=ratio, calls=calls, level=level)

    def set(self, *, per_1000: float | None = None, ratio: float | None = None, calls: int | None = None,
            level: float | None = None) -> None:
        """Move one or more sliders."""
        new = {"per_1000": self.per_1000 if per_1000 is None else float(per_1000),
               "ratio": self.ratio if ratio is None else float(ratio),
               "calls": self.calls if calls is None else int(calls),
               "level": self.level if level is None else float(level)}
        if not 0 < new["per_1000"] <= 200 or new["ratio"] not in RATIOS or new["calls"] not in CALLS:
            raise ValueError(f"the sliders go from 0 to 200 per 1,000 calls, over {', '.join(map(str, RATIOS))} times, "
                             f"and from {CALLS[0]} to {CALLS[-1]} calls in steps; got {new}")
        if new["level"] not in LEVELS:
            raise ValueError(f"level is {new['level']!r}; expected 0.95 or 0.998")
        found = compute_power(**new)
        with self.hold_sync():
            self.set_trait("per_1000", new["per_1000"])
            self.ratio, self.calls, self.level = new["ratio"], new["calls"], new["level"]
            self.power, self.needed = found.get("power"), found.get("needed")
            self.curve = found.get("curve", [])
            self.said = say_power(found, self.per_1000, self.ratio, self.calls, self._language)

    @property
    def table(self) -> pd.DataFrame:
        """What :func:`cxlab.power.funnel_power` gives for these settings."""
        base = self.per_1000 / 1000
        return funnel_power([self.calls], base=base, actual=base * self.ratio, level=self.level)
