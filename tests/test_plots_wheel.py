"""The drawn wheel: true areas, words that say the numbers, and errors that help."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb
from matplotlib.path import Path

from cxlab import theme
from cxlab.plots import alt_wheel, plot_wheel
from cxlab.plots.wheel import _HUB, _petal
from cxlab.wheel import DUTCH, PRIMARIES, angle_of

SHARES = [0.30, 0.20, 0.05, 0.10, 0.20, 0.0, 0.40, 0.08]


def profile(shares=SHARES, n=2000, **more):
    shares = np.array(shares)
    return pd.DataFrame({
        "emotion": PRIMARIES, "count": (shares * n).round(), "estimate": shares, "ci_lower": shares * 0.8,
        "ci_upper": np.minimum(shares * 1.2, 1), "n": n, "n_missing": 12, "no_emotion": 0.25} | more)


def outline(path) -> np.ndarray:
    """Points along the two cubic curves of a petal."""
    t = np.linspace(0, 1, 200)[:, None]
    v = path.vertices
    halves = [(1 - t) ** 3 * v[i] + 3 * t * (1 - t) ** 2 * v[i + 1] + 3 * t**2 * (1 - t) * v[i + 2] + t**3 * v[i + 3]
              for i in (0, 3)]
    return np.vstack(halves)


def area(path) -> float:
    """Area inside a petal, by the shoelace formula."""
    x, y = outline(path).T
    return abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def petals(ax):
    return next(c for c in ax.collections if isinstance(c, PathCollection) and len(c.get_paths()) > 1).get_paths()


def drawn(ax):
    canvas = FigureCanvasAgg(ax.figure)
    canvas.draw()
    return canvas.get_renderer()


@given(st.floats(0.001, 1), st.floats(0.001, 1), st.sampled_from(PRIMARIES), st.sampled_from(PRIMARIES))
@settings(max_examples=40, deadline=None)
def test_the_area_of_a_petal_is_true_to_its_share(one, other, first, second):
    ratio = area(_petal(first, one, 1.0)) / area(_petal(second, other, 1.0))
    assert ratio == pytest.approx(one / other, rel=1e-6)


def test_a_petal_points_where_the_wheel_says():
    for emotion in PRIMARIES:
        tip = max(_petal(emotion, 0.5, 1.0).vertices, key=np.linalg.norm)
        assert np.degrees(np.arctan2(*tip)) % 360 == pytest.approx(angle_of(emotion))


def test_the_petal_of_the_largest_share_reaches_the_rim_and_neighbours_do_not_touch():
    outlines = [outline(_petal(emotion, 1.0, 1.0)) for emotion in PRIMARIES[:2]]
    assert max(np.linalg.norm(outlines[0], axis=1)) == pytest.approx(1.0)
    assert not Path(outlines[0]).contains_points(outlines[1][1:-1]).any()


def test_every_emotion_is_named_upright_with_its_value_and_count():
    ax = plot_wheel(profile())
    texts = {text.get_text(): text for text in ax.texts}
    assert "anger\n40% (800)" in texts
    assert "disgust\n0% (0)" in texts
    assert {text.get_rotation() for text in ax.texts} == {0}
    assert "no emotion found in 25% of 2,000 texts; 12 more could not be read" in texts


@pytest.mark.parametrize("language", ["en", "nl"])
def test_labels_never_collide_nor_leave_the_figure(language):
    ax = plot_wheel(profile([0.999] * 8, n=1_234_567), language=language)
    renderer = drawn(ax)
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    whole = ax.figure.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)


def contrast_on_white(colour) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (np.dot([0.2126, 0.7152, 0.0722], parts) + 0.05)


def test_all_words_have_enough_contrast():
    assert min(contrast_on_white(text.get_color()) for text in plot_wheel(profile()).texts) >= 4.5


def test_an_emotion_that_was_never_found_is_still_marked():
    ax = plot_wheel(profile())
    marks = [c for c in ax.collections if isinstance(c, PathCollection) and len(c.get_offsets()) == 1]
    (mark,) = marks[-1].get_offsets()
    assert np.degrees(np.arctan2(*mark)) % 360 == pytest.approx(angle_of("disgust"))
    assert len(petals(ax)) == 7


def test_the_interval_lies_on_the_axis_of_its_petal_and_can_be_left_out():
    ax = plot_wheel(profile(), largest=1.0)
    lines = [c for c in ax.collections if isinstance(c, LineCollection) and c.get_zorder() == 4][-1].get_segments()
    along = lines[0]  # joy points straight up
    assert along[:, 0] == pytest.approx([0, 0])
    assert along[:, 1] == pytest.approx([_HUB + (1 - _HUB) * np.sqrt(share) for share in (0.24, 0.36)])
    assert not [c for c in plot_wheel(profile(), intervals=False).collections if c.get_zorder() == 4]


def test_a_series_in_any_case_and_order_gives_the_same_wheel():
    frame = profile()[["emotion", "estimate"]]
    series = pd.Series(SHARES, [name.upper() for name in PRIMARIES]).iloc[::-1]
    assert [t.get_text() for t in plot_wheel(series).texts] == [t.get_text() for t in plot_wheel(frame).texts]
    assert alt_wheel(series) == alt_wheel(frame)


def test_a_hidden_cell_is_said_in_words_and_never_drawn_as_zero():
    shares = profile()
    shares.loc[2, ["count", "estimate", "ci_lower", "ci_upper"]] = np.nan
    texts = [text.get_text() for text in plot_wheel(shares).texts]
    assert "fear\ntoo few to show" in texts
    assert "Too few texts to show: fear." in alt_wheel(shares)
    assert "fear" not in alt_wheel(shares).split("Not found")[1].split(".")[0]


def test_highlighted_emotions_keep_their_colour_and_the_others_become_grey():
    faces = next(c for c in plot_wheel(profile(), highlight=["Anger"]).collections
                 if isinstance(c, PathCollection) and len(c.get_paths()) > 1).get_facecolors()[:, :3]
    there = [emotion for emotion, share in zip(PRIMARIES, SHARES, strict=True) if share]
    wanted = [to_rgb(theme.EMOTION_COLOURS["anger"] if e == "anger" else theme.GRID) for e in there]
    assert faces == pytest.approx(np.array(wanted))


def test_it_draws_on_the_axes_it_is_given_and_leaves_the_table_alone():
    ax, table = theme.new_axes(5, 5), profile()
    before = table.copy()
    assert plot_wheel(table, ax=ax) is ax
    pd.testing.assert_frame_equal(table, before)


def test_two_wheels_can_share_one_scale():
    tips = [max(np.linalg.norm(path.vertices, axis=1).max() for path in petals(plot_wheel(profile(s), largest=0.8)))
            for s in (SHARES, [share / 2 for share in SHARES])]
    assert (tips[0] - _HUB) / (tips[1] - _HUB) == pytest.approx(np.sqrt(2))


def test_the_words_tell_the_numbers_from_large_to_small():
    assert alt_wheel(profile()) == (
        "Wheel of emotions in 2,000 texts: anger is found most often, in 40% (interval 32% to 48%). Then joy 30%, "
        "trust 20%, sadness 20%, surprise 10%, anticipation 8%, fear 5%. Not found: disgust. No emotion found in 25% "
        "of 2,000 texts; 12 more could not be read.")


def test_the_words_come_in_dutch_too():
    said = alt_wheel(profile(), language="nl")
    assert said.startswith("Emotiewiel van 2.000 teksten: boosheid komt het vaakst voor, in 40% (interval 32% tot 48%)")
    assert all(DUTCH[emotion] in said for emotion in PRIMARIES)


def test_the_words_survive_an_empty_wheel_and_a_wheel_without_texts():
    assert alt_wheel(profile([0.0] * 8)).startswith("None of the eight was found.")
    nobody = profile([np.nan] * 8, n=0)
    assert alt_wheel(nobody) == "Wheel of emotions without any text that could be read."
    assert len(plot_wheel(nobody).texts) >= 8


def test_very_small_shares_are_not_called_zero():
    assert "trust under 1%" in alt_wheel(pd.Series([0.5, 0.001, 0, 0, 0, 0, 0, 0], PRIMARIES))


def test_several_groups_in_one_table_are_refused_with_the_way_out():
    table = pd.concat([profile(team="North"), profile(team="South")])
    with pytest.raises(ValueError, match=r"joy, trust.*more than once; draw one group at a time"):
        plot_wheel(table)


def test_what_cannot_be_drawn_is_named():
    with pytest.raises(ValueError, match="lacks disgust"):
        plot_wheel(pd.Series(SHARES, PRIMARIES).drop("disgust"))
    with pytest.raises(ValueError, match=r"estimate of joy is 30\.0; expected a share from 0 to 1"):
        plot_wheel(pd.Series([30.0, *SHARES[1:]], PRIMARIES))
    with pytest.raises(ValueError, match="columns emotion and estimate"):
        alt_wheel(pd.DataFrame({"anger": [1]}))
    with pytest.raises(ValueError, match="'fr'; expected 'en' or 'nl'"):
        plot_wheel(profile(), language="fr")
    with pytest.raises(ValueError, match="highlight has rage"):
        plot_wheel(profile(), highlight=["rage"])
    with pytest.raises(ValueError, match="largest is 40"):
        plot_wheel(profile(), largest=40)
