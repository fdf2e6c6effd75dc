"""The drawn wheel: true areas, words that say the numbers, and errors that help."""

import re
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.path import Path

from cxlab import theme
from cxlab.plots import (
    alt_wheel,
    alt_wheel_difference,
    alt_wheels,
    plot_wheel,
    plot_wheel_difference,
    plot_wheels,
    wheel_svg,
)
from cxlab.plots import petals as sheet
from cxlab.plots.wheel import _CODES, _NULL, _signed
from cxlab.wheel import CONFLICTS, DUTCH, DYADS, INTENSITIES, PRIMARIES, angle_of

SHARES = [0.30, 0.20, 0.05, 0.10, 0.20, 0.0, 0.40, 0.08]


TEAMS = ("Ash", "Birch", "Cedar", "Elm", "Fern", "Grove", "Hazel", "Ivy")


def profile(shares=SHARES, n=2000, **more):
    shares = np.array(shares)
    return pd.DataFrame({
        "emotion": PRIMARIES, "count": (shares * n).round(), "estimate": shares, "ci_lower": shares * 0.8,
        "ci_upper": np.minimum(shares * 1.2, 1), "n": n, "n_missing": 12, "no_emotion": 0.25} | more)


def _petal(emotion, share, whole):
    turn = np.radians(angle_of(emotion))
    return Path(sheet.outline([np.sin(turn), np.cos(turn)], share, whole), _CODES)


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
    marks = [c for c in ax.collections if isinstance(c, PathCollection) and c.get_zorder() == 3]
    (mark,) = marks[-1].get_offsets()
    assert np.degrees(np.arctan2(*mark)) % 360 == pytest.approx(angle_of("disgust"))
    assert len(petals(ax)) == 7


def test_the_interval_lies_on_the_axis_of_its_petal_and_can_be_left_out():
    ax = plot_wheel(profile(), largest=1.0)
    lines = [c for c in ax.collections if isinstance(c, LineCollection) and c.get_zorder() == 4][-1].get_segments()
    along = lines[0]  # joy points straight up
    assert along[:, 0] == pytest.approx([0, 0])
    assert along[:, 1] == pytest.approx([sheet.HUB + (1 - sheet.HUB) * np.sqrt(share) for share in (0.24, 0.36)])
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
    assert (tips[0] - sheet.HUB) / (tips[1] - sheet.HUB) == pytest.approx(np.sqrt(2))


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
    with pytest.raises(ValueError, match="estimate of joy is '30%'; expected a number"):
        plot_wheel(pd.Series(["30%", *SHARES[1:]], PRIMARIES))
    with pytest.raises(ValueError, match="columns emotion and estimate"):
        alt_wheel(pd.DataFrame({"anger": [1]}))
    with pytest.raises(ValueError, match="'fr'; expected 'en' or 'nl'"):
        plot_wheel(profile(), language="fr")
    with pytest.raises(ValueError, match="highlight has rage"):
        plot_wheel(profile(), highlight=["rage"])
    with pytest.raises(ValueError, match="largest is 40"):
        plot_wheel(profile(), largest=40)


# ------------------------------------------------------------------ three strengths and dyads

def three(part=(0.5, 0.3, 0.2), **more):
    shares = np.array(SHARES)
    return profile().assign(**{f"estimate_{name}": shares * share for name, share in
                               zip(sheet.STRENGTHS, part, strict=True)}, **more)


def test_each_band_of_strength_has_its_own_true_area_and_intense_lies_in_the_centre_and_is_darkest():
    wheel = sheet.read_wheel(three())
    anger = next(petal for petal in wheel.petals if petal.name == "anger")
    drawn_pieces = sheet.pieces(anger, 0.5, True, sheet.LIGHT)
    areas = [area(Path(spots, _CODES)) for spots, _, _ in drawn_pieces]
    whole, within_basic, intense = areas
    assert (whole - within_basic) / whole == pytest.approx(0.5)
    assert (within_basic - intense) / whole == pytest.approx(0.3)
    assert intense / whole == pytest.approx(0.2)
    light = [sum(to_rgb(face)) for _, face, _ in drawn_pieces]
    assert light[0] > light[1] > light[2]


def test_the_names_of_the_strengths_are_shown():
    text = next(t.get_text() for t in plot_wheel(three()).texts if t.get_text().startswith("anger"))
    assert text == "anger 40% (800)\nrage 8%\nanger 12%\nannoyance 20%"
    shown = " ".join(t.get_text() for t in plot_wheel(three(), language="nl").texts)
    assert all(DUTCH[name] in shown for emotion in ("joy", "anger") for name in INTENSITIES[emotion])
    assert "Intense: anger 8%, joy 6%" in alt_wheel(three())


@pytest.mark.parametrize("level", [("mild", "basic", "intense"), (1, 2, 3)])
def test_a_row_for_each_strength_gives_the_same_wheel_as_a_column_for_each(level):
    wide = three()
    long = pd.concat([wide[["emotion", "n", "n_missing", "no_emotion"]].assign(
        intensity=value, estimate=wide[f"estimate_{name}"])
        for name, value in zip(sheet.STRENGTHS, level, strict=True)])
    wide = wide.drop(columns=["ci_lower", "ci_upper", "count"])
    assert alt_wheel(long.sample(frac=1, random_state=1)) == alt_wheel(wide)


def test_strengths_that_do_not_add_up_or_are_absent_are_refused():
    with pytest.raises(ValueError, match=r"strengths of joy add up to 0\.27 and its estimate is 0\.3"):
        plot_wheel(three(part=(0.5, 0.3, 0.1)))
    long = pd.DataFrame({"emotion": PRIMARIES * 2, "intensity": ["mild"] * 8 + ["basic"] * 8, "estimate": 0.1})
    with pytest.raises(ValueError, match="lacks joy intense, trust intense"):
        plot_wheel(long)
    with pytest.raises(ValueError, match="intensity is 'huge'"):
        plot_wheel(long.assign(intensity="huge"))


@pytest.mark.parametrize("kind", ["primary", "secondary", "tertiary", "opposites"])
def test_each_kind_of_dyad_has_its_wheel_with_names_and_two_colours(kind):
    names = sheet.KINDS[kind]
    ax = plot_wheel(pd.Series([0.1] * len(names), names))
    said = [text.get_text().split("\n") for text in ax.texts][-len(names):]
    known = {**DYADS, **CONFLICTS}
    assert [lines[0] for lines in said] == list(names)
    assert all(lines[1] == " + ".join(known[lines[0]].of) for lines in said)
    faces = ax.collections[1].get_facecolors()
    assert len(faces) == 2 * len(names)
    assert {tuple(face[:3]) for face in faces} == {to_rgb(theme.EMOTION_COLOURS[e]) for e in PRIMARIES}


def test_the_two_halves_of_a_dyad_make_a_whole_petal_each_on_the_side_of_its_emotion():
    wheel = sheet.read_wheel(pd.Series([0.2] * 8, sheet.KINDS["primary"]))
    for petal in wheel.petals:
        halves = sheet.pieces(petal, 0.2, True, sheet.LIGHT)
        assert sum(area(Path(spots, _CODES)) for spots, _, _ in halves) == pytest.approx(
            area(_petal("joy", 0.2, 0.2)))
        for spots, face, _ in halves:
            emotion = next(e for e in petal.of if theme.EMOTION_COLOURS[e] == face)
            turn = np.degrees(np.arctan2(*outline(Path(spots, _CODES)).mean(axis=0))) % 360
            own, other = (abs((turn - angle_of(e) + 180) % 360 - 180) for e in
                          (emotion, next(e for e in petal.of if e != emotion)))
            assert own < other


def test_a_table_with_several_kinds_asks_which_one():
    shares = pd.Series(0.1, [*PRIMARIES, *DYADS, *CONFLICTS])
    with pytest.raises(ValueError, match="draw one kind at a time"):
        plot_wheel(shares)
    assert alt_wheel(shares, kind="tertiary").startswith("Wheel of tertiary dyads: ")
    with pytest.raises(ValueError, match="kind is 'pairs'"):
        plot_wheel(shares, kind="pairs")


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("table", [three(), *(pd.Series([0.1] * len(names), names) for kind, names in
                                              sheet.KINDS.items() if kind != "emotions")],
                         ids=["three", *list(sheet.KINDS)[1:]])
def test_labels_of_every_kind_stay_apart_and_inside(table, language):
    ax = plot_wheel(table, language=language, title="A title of some length over the wheel")
    renderer = drawn(ax)
    boxes = [text.get_window_extent(renderer) for text in ax.texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    whole = ax.figure.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 and whole.y0 <= box.y0 and box.y1 <= whole.y1 for box in boxes)


# ------------------------------------------------------------------ choices of the drawing

def contrast(one, other) -> float:
    one, other = sorted((1.05 / contrast_on_white(c) for c in (one, other)), reverse=True)
    return one / other


def test_on_a_dark_ground_all_words_have_enough_contrast():
    ax = plot_wheel(profile(), dark=True, title="Dark")
    assert min(contrast(text.get_color(), sheet.DARK.paper) for text in ax.texts) >= 4.5
    assert to_rgb(ax.figure.get_facecolor()) == to_rgb(sheet.DARK.paper)


def test_rings_and_labels_can_be_left_out_or_chosen():
    rings = [len(plot_wheel(profile(), rings=rings).collections[0].get_segments())
             for rings in (True, False, [0.1, 0.3])]
    assert rings == [3, 0, 2]
    assert [text.get_text() for text in plot_wheel(profile().drop(columns="n"), labels=False).texts] == []
    with pytest.raises(ValueError, match=r"rings has 0\.9"):
        plot_wheel(profile(), rings=[0.9])


def test_a_wider_petal_keeps_its_areas_true():
    one, other = ([area(path) for path in petals(plot_wheel(profile(), petal_width=width))] for width in (0.1, 0.2))
    assert np.array(other) / np.array(one) == pytest.approx(2)
    with pytest.raises(ValueError, match=r"petal_width is 0\.5"):
        plot_wheel(profile(), petal_width=0.5)


def test_what_was_counted_can_be_named():
    said = [text.get_text() for text in plot_wheel(profile(n=10), unit="raters").texts][-1]
    assert said == "no emotion found in 25% of 10 raters; 12 more could not be read"


# ------------------------------------------------------------------ many wheels, differences, SVG

def groups(many=4):
    return pd.concat([profile(np.array(SHARES) / (place + 1), n=500, team=name)
                      for place, name in enumerate(TEAMS[:many])])


def test_many_wheels_share_one_scale_and_name_their_group():
    figure = plot_wheels(groups(), by="team", columns=2)
    tips = [max(np.linalg.norm(path.vertices, axis=1).max() for path in petals(ax)) - sheet.HUB for ax in figure.axes]
    assert np.array(tips[0]) / tips == pytest.approx(np.sqrt([1, 2, 3, 4]))
    assert [ax.texts[0].get_text() for ax in figure.axes] == [
        f"{name} (500 texts)" for name in ("Ash", "Birch", "Cedar", "Elm")]


def test_labels_of_many_wheels_stay_apart_too():
    figure = plot_wheels(groups(8), by="team", language="nl")
    renderer = drawn(figure.axes[0])
    boxes = [text.get_window_extent(renderer) for ax in figure.axes for text in ax.texts]
    assert len(boxes) == 8 * (1 + 2 + 8)
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_the_words_of_many_wheels_go_group_by_group():
    said = alt_wheels(groups(2), by="team")
    assert said.startswith("2 wheels on one scale, one for each team. Ash: Wheel of emotions in 500 texts: anger")
    assert "Birch: Wheel of emotions in 500 texts: anger is found most often, in 20%" in said


def test_a_group_that_cannot_be_drawn_is_named():
    with pytest.raises(ValueError, match="team Ash: profile lacks disgust"):
        plot_wheels(groups().query("not (team == 'Ash' and emotion == 'disgust')"), by="team")
    with pytest.raises(ValueError, match="by is 'site'; expected a column"):
        alt_wheels(groups(), by="site")


def difference(**more):
    return pd.DataFrame({"emotion": PRIMARIES, "estimate": [.12, -.08, .02, -.01, .05, 0, -.2, .03],
                         "ci_lower": [.05, -.12, -.03, -.05, .01, -.02, -.28, -.04],
                         "ci_upper": [.19, -.04, .07, .03, .09, .02, -.12, .1]} | more)


def test_more_points_outwards_less_points_inwards_and_areas_are_true_both_ways():
    ax = plot_wheel_difference(difference(), groups=("North", "South"), largest=0.3)
    paths = petals(ax)
    joy, anger = paths[0], paths[5]
    assert np.linalg.norm(joy.vertices, axis=1).max() > _NULL
    assert np.linalg.norm(anger.vertices[3]) < _NULL
    assert area(anger) / area(joy) == pytest.approx(0.20 / 0.12)


def test_a_difference_whose_interval_holds_zero_is_grey_and_its_line_crosses_the_ring():
    ax = plot_wheel_difference(difference())
    grey = [tuple(face[:3]) == to_rgb(theme.GRID) for face in ax.collections[1].get_facecolors()]
    assert grey == [False, False, True, True, False, False, True]  # disgust has no petal: its difference is 0
    assert _signed(-0.03, 0.3) < _NULL < _signed(0.07, 0.3)
    said = alt_wheel_difference(difference(), groups=("North", "South"))
    assert "More in South: anger -20 points (-28 to -12), trust -8 points (-12 to -4)." in said
    assert said.endswith("No difference shown: fear, surprise, disgust, anticipation.")


def test_a_difference_that_does_not_outlive_holms_correction_is_grey_and_groups_say_their_size():
    table = difference(p_holm=[0.001, 0.2, 1, 1, 0.04, 1, 0.001, 1], n_first=1200, n_second=90)
    said = alt_wheel_difference(table, groups=("North", "South"))
    assert said.startswith("Difference wheel, North (1,200 texts) less South (90 texts).")
    assert "No difference shown: trust, fear" in said
    grey = [tuple(face[:3]) == to_rgb(theme.GRID) for face in
            plot_wheel_difference(table).collections[1].get_facecolors()]
    assert grey == [False, True, True, True, False, False, True]


def test_a_difference_wheel_speaks_dutch_and_keeps_its_labels_apart():
    ax = plot_wheel_difference(difference(), language="nl", title="Verschil")
    boxes = [text.get_window_extent(drawn(ax)) for text in ax.texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))
    assert ax.texts[-1].get_text().endswith("binnen: meer bij tweede groep")
    assert alt_wheel_difference(difference(), language="nl").startswith("Verschilwiel, eerste groep min tweede groep.")


def test_labels_stay_apart_on_small_axes_that_are_given():
    figure = Figure(figsize=(8, 7))
    for ax in figure.subplots(2, 2).flat:
        plot_wheel(profile(), ax=ax)
    renderer = drawn(figure.axes[0])
    boxes = [text.get_window_extent(renderer) for ax in figure.axes for text in ax.texts]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_a_difference_without_intervals_is_refused():
    with pytest.raises(ValueError, match="estimate, ci_lower and ci_upper"):
        plot_wheel_difference(difference().drop(columns="ci_lower"))
    with pytest.raises(ValueError, match=r"estimate of joy is 12\.0; expected a difference from -1 to 1"):
        alt_wheel_difference(difference(estimate=[12.0] * 8))
    with pytest.raises(ValueError, match="names of two groups"):
        plot_wheel_difference(difference(), groups="North")


@pytest.mark.parametrize("dark", [False, True])
def test_the_svg_is_sound_xml_with_a_title_on_every_petal_and_the_words_of_the_wheel(dark):
    root = ElementTree.fromstring(wheel_svg(three(), title="Us & <them>", dark=dark))
    name = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{name}title").text == "Us & <them>"
    assert root.find(f"{name}desc").text == alt_wheel(three())
    titles = [group.find(f"{name}title").text for group in root.findall(f"{name}g")]
    assert len(titles) == 8
    assert titles[6] == "anger 40% (800) rage 8% anger 12% annoyance 20%"
    assert not [e for e in root.iter() if e.tag.endswith(("script", "image")) or any("href" in a for a in e.attrib)]


def test_the_svg_draws_the_same_outlines_as_the_figure():
    svg = ElementTree.fromstring(wheel_svg(profile()))
    paths = [e.attrib["d"] for e in svg.iter("{http://www.w3.org/2000/svg}path")]
    for written, path in zip(paths, petals(plot_wheel(profile())), strict=True):
        numbers = np.array(re.findall(r"-?[\d.]+", written), dtype=float).reshape(-1, 2) * [1, -1] / 100
        assert numbers == pytest.approx(path.vertices, abs=0.0006)
