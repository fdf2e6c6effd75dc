"""Journeys drawn: true circles, readable cells, words that say the numbers, and errors that help."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb

from cxlab import datasets, plots
from cxlab.journeys import compare_versions, measure_steps, measure_valence
from cxlab.theme import EMOTION_COLOURS, PALETTE
from cxlab.wheel import DUTCH, PRIMARIES

WHICH = "persona == 'Family on the move' and version == 'as-is' and who == 'customer'"


@pytest.fixture(scope="module")
def journeys():
    return datasets.load_journeys()


@pytest.fixture(scope="module")
def steps(journeys):
    return measure_steps(journeys).query(WHICH)


@pytest.fixture(scope="module")
def valence(journeys):
    return measure_valence(journeys).query(WHICH)


@pytest.fixture(scope="module")
def gaps(journeys):
    return compare_versions(journeys, what="valence").query("persona == 'Family on the move' and who == 'customer'")


def quarters(many=4):
    rng = np.random.default_rng(5)
    return pd.concat([pd.DataFrame({"emotion": PRIMARIES, "estimate": (p := rng.uniform(0.05, 0.4, 8)),
                                    "ci_lower": p - 0.04, "ci_upper": p + 0.04, "n": 300, "quarter": f"2026Q{q}"})
                      for q in range(1, many + 1)])


def boxes(figure):
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    return [text.get_window_extent(renderer) for ax in figure.axes for text in ax.texts if text.get_text()]


def test_circles_have_areas_true_to_their_shares_in_the_colours_of_the_wheel(steps):
    ax = plots.plot_journey(steps).axes[0]
    first = steps[steps["step"] == steps["step"].min()]
    for emotion, share in zip(first["emotion"].astype(str), first["estimate"], strict=True):
        drawn = [c for c in ax.collections if tuple(c.get_offsets()[0]) == (-0.16, PRIMARIES.index(emotion))]
        assert len(drawn) == 1
        if share > 0:
            assert drawn[0].get_sizes()[0] == pytest.approx(1500 * share)
            assert tuple(drawn[0].get_facecolor()[0][:3]) == to_rgb(EMOTION_COLOURS[emotion])


@pytest.mark.parametrize("language", ["en", "nl"])
def test_no_words_of_the_wall_sheet_collide(steps, valence, language):
    figure = plots.plot_journey(steps, valence=valence, language=language)
    assert not any(one.overlaps(other) for one, other in combinations(boxes(figure), 2))
    assert all(figure.bbox.x0 <= box.x0 and box.x1 <= figure.bbox.x1 for box in boxes(figure))


def test_the_wall_sheet_grows_with_the_steps_and_says_n_and_what_the_small_figures_are(steps):
    short = plots.plot_journey(steps[steps["step"] <= 3])
    assert plots.plot_journey(steps).get_size_inches()[0] - short.get_size_inches()[0] == pytest.approx(4 * 1.75)
    foot = short.texts[-1].get_text()
    assert foot.startswith("10 raters judged these steps.")
    assert "interval" in foot


def test_the_words_of_a_journey_name_each_step_with_its_feelings(steps, valence):
    said = plots.alt_journey(steps, valence=valence)
    assert said.startswith("Journey of the customer, as it is, 7 steps. 1. Compares offers: anticipation 60%")
    last = steps[(steps["step"] == 7) & (steps["emotion"] == "anger")]["estimate"].iloc[0]
    assert f"7. Gets the first bill: anger {last:.0%}" in said
    assert f"valence {valence['estimate'].iloc[-1]:+.1f} (" in said
    dutch = plots.alt_journey(steps, language="nl")
    assert dutch.startswith("Reis van de klant") and DUTCH["anger"] in dutch


def contrast(one, other) -> float:
    light = []
    for colour in (one, other):
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        light.append(np.dot([0.2126, 0.7152, 0.0722], parts) + 0.05)
    return max(light) / min(light)


def test_every_share_in_the_heat_strip_can_be_read_on_its_cell():
    shares = np.linspace(0, 1, 40)
    table = pd.concat([pd.DataFrame({"step": step, "emotion": PRIMARIES, "estimate": part, "ci_lower": 0.0,
                                     "ci_upper": 1.0, "n": 10, "no_emotion": 0.0})
                       for step, part in enumerate(shares.reshape(5, 8), start=1)])
    ax = plots.plot_heat_strip(table)
    pixels = np.asarray(ax.images[0].get_array()) / 255
    for text in ax.texts:
        column, row = (int(v) for v in text.get_position())
        assert contrast(text.get_color(), pixels[row, column]) >= 4.5


def test_the_heat_strip_is_darker_for_more_and_names_its_darkest_cell(steps):
    pixels = np.asarray(plots.plot_heat_strip(steps).images[0].get_array()).astype(int)
    wide = steps.pivot(index="emotion", columns="step", values="estimate").loc[list(PRIMARIES)].to_numpy()
    order = np.argsort(wide.ravel(), kind="stable")
    assert (np.diff(pixels.sum(axis=2).ravel()[order]) <= 0).all()
    assert "the darkest cell is anger at Rings about the date, 90%" in plots.alt_heat_strip(steps)


def test_the_gap_runs_from_as_it_is_to_as_it_should_become(gaps):
    ax = plots.plot_gap(gaps)
    before, after = (np.asarray(c.get_offsets()) for c in list(ax.collections)[1:3])
    assert before[:, 0] == pytest.approx(gaps["as_is"].to_numpy())
    assert after[:, 0] == pytest.approx(gaps["to_be"].to_numpy())
    weights = [text.get_weight() for text in ax.texts]
    sure = (gaps["ci_lower"] > 0) | (gaps["ci_upper"] < 0)
    assert weights == ["bold" if s else "normal" for s in sure]


def test_the_words_of_the_gap_have_every_step_with_its_interval(gaps):
    said = plots.alt_gap(gaps)
    assert all(name in said for name in gaps["step_name"])
    row = gaps.iloc[-1]
    assert f"gap {row['estimate']:+.1f} ({row['ci_lower']:+.1f} to {row['ci_upper']:+.1f})" in said
    lonely = gaps.assign(ci_lower=np.nan, ci_upper=np.nan)
    assert "nan" not in plots.alt_gap(lonely) + "".join(t.get_text() for t in plots.plot_gap(lonely).texts)


def test_the_trend_has_one_panel_an_emotion_on_one_scale():
    table = quarters()
    figure = plots.plot_trend(table, by="quarter", highlight=["anger"])
    assert len({ax.get_ylim() for ax in figure.axes}) == 1
    for ax, emotion in zip(figure.axes, PRIMARIES, strict=True):
        wanted = table.loc[table["emotion"] == emotion, "estimate"].to_numpy()
        assert ax.lines[0].get_ydata() == pytest.approx(wanted)
    assert max(table["ci_upper"]) <= figure.axes[0].get_ylim()[1]


def test_the_words_of_the_trend_go_from_first_to_last():
    said = plots.alt_trend(quarters(), by="quarter", language="nl")
    assert said.startswith("Aandelen van acht emoties over 4 groepen van quarter, van 2026Q1 tot 2026Q4.")
    assert said.count(" tot ") == 1 + 3 * 8


def test_several_journeys_in_one_table_are_refused_with_the_way_out(journeys, gaps):
    with pytest.raises(ValueError, match=r"several values of persona, version, who; draw one journey"):
        plots.plot_journey(measure_steps(journeys))
    with pytest.raises(ValueError, match="several values of persona, who"):
        plots.alt_gap(compare_versions(journeys, what="valence"))


def test_what_cannot_be_drawn_is_named(steps, valence, gaps):
    with pytest.raises(ValueError, match="steps lacks ci_lower; expected the table that measure_steps gives"):
        plots.plot_heat_strip(steps.drop(columns="ci_lower"))
    with pytest.raises(ValueError, match="eight emotions once for every step"):
        plots.plot_journey(steps[steps["emotion"] != "joy"])
    with pytest.raises(ValueError, match="expected the same journey in both"):
        plots.plot_journey(steps, valence=valence.head(3))
    with pytest.raises(ValueError, match="'fr'; expected 'en' or 'nl'"):
        plots.alt_gap(gaps, language="fr")
    with pytest.raises(ValueError, match="highlight has rage"):
        plots.plot_trend(quarters(), by="quarter", highlight=["rage"])
    with pytest.raises(ValueError, match="profile lacks month"):
        plots.plot_trend(quarters(), by="month")


def test_the_colours_come_from_the_house(gaps):
    assert tuple(plots.plot_gap(gaps).collections[2].get_facecolor()[0][:3]) == to_rgb(PALETTE["blue"])
