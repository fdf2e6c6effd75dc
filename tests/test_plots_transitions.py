"""The figure of changes from step to step shows each rater once at each step."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.patches import PathPatch, Rectangle

from cxlab import datasets, journeys
from cxlab.plots import alt_transitions, plot_transitions


@pytest.fixture(scope="module")
def one():
    table = datasets.load_journeys()
    return table[(table["persona"] == "Family on the move") & (table["version"] == "as-is")
                 & (table["who"] == "customer")]


@pytest.fixture(scope="module")
def moves(one):
    return journeys.measure_transitions(one)


def test_the_blocks_of_a_step_are_as_high_as_its_raters(moves):
    ax = plot_transitions(moves)
    blocks = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    heights = pd.Series([block.get_height() for block in blocks]).groupby([round(b.get_x()) for b in blocks]).sum()
    assert heights.to_numpy() == pytest.approx([10] * 7)
    assert sum(isinstance(patch, PathPatch) for patch in ax.patches) == len(moves)


def test_bands_begin_and_end_within_blocks_and_do_not_overlap(moves):
    ax = plot_transitions(moves)
    blocks = [(round(b.get_x()), b.get_y(), b.get_y() + b.get_height()) for b in ax.patches if isinstance(b, Rectangle)]
    for side, corner, shift in (("left", 0, 0), ("right", 3, 1)):
        ends = {}
        for band in (patch for patch in ax.patches if isinstance(patch, PathPatch)):
            points = band.get_path().vertices
            top, low = points[corner, 1], points[7 if side == "left" else 4, 1]
            place = int(points[0, 0]) + shift
            assert any(at == place and y0 - 1e-9 <= top <= low <= y1 + 1e-9 for at, y0, y1 in blocks)
            ends.setdefault(place, []).append((top, low))
        for spans in ends.values():
            spans.sort()
            assert all(first[1] <= second[0] + 1e-9 for first, second in pairwise(spans))


def test_the_counts_are_written_in_the_blocks_and_the_words_say_the_largest_changes(moves):
    said = [text.get_text() for text in plot_transitions(moves, language="nl").texts]
    assert "verwachting 6" in said and "geen emotie 1" in said
    words = alt_transitions(moves, names={1: "Compares offers"})
    assert words.startswith("Leading emotion of raters over 7 steps. 1 (Compares offers) to 2: 5 from anticipation to")


def test_hidden_changes_are_said_to_be_hidden(one):
    many = pd.concat([one.assign(rater=one["rater"].astype(str) + str(copy)) for copy in range(4)])
    hidden = journeys.measure_transitions(many.iloc[:-3], hide_small=True)
    assert hidden["count"].isna().any()
    assert "Changes of 1 to 4 raters are hidden." in alt_transitions(hidden)
    assert "are hidden" in plot_transitions(hidden).get_xlabel()


def test_what_cannot_be_drawn_is_refused(moves):
    with pytest.raises(ValueError, match="transitions lacks emotion_from"):
        plot_transitions(moves.drop(columns="emotion_from"))
    with pytest.raises(ValueError, match="draw one journey at a time"):
        plot_transitions(journeys.measure_transitions(datasets.load_journeys()))
    with pytest.raises(ValueError, match="expected 'en' or 'nl'"):
        alt_transitions(moves, language="fr")


def test_small_numbers_are_shown_unless_asked_and_then_none_is_left(one):
    plain, hidden = journeys.measure_steps(one), journeys.measure_steps(one, hide_small=True)
    assert plain["count"].between(1, 4).any() and not hidden["count"].dropna().between(1, 4).any()
    small = plain["count"].between(1, 4)
    assert hidden.loc[small, ["estimate", "ci_lower", "mean_intensity", "estimate_mild"]].isna().all(axis=None)
    assert hidden.loc[plain["count"] == 0, "estimate"].eq(0).all()
    strengths = hidden[["estimate_mild", "estimate_basic", "estimate_intense"]].mul(hidden["n"], axis=0).round()
    assert not strengths.stack().between(1, 4).any()
    assert not (hidden["no_emotion"] * 10).round().dropna().between(1, 4).any()
    few = journeys.measure_steps(one[one["rater"].isin(one["rater"].unique()[:9])], hide_small=True)
    assert few[["count", "estimate", "no_emotion", "n"]].isna().all(axis=None)


def test_hidden_changes_leave_no_small_number_to_work_out(one):
    hidden = journeys.measure_transitions(one, hide_small=True)
    assert not hidden["count"].dropna().between(1, 4).any()
    assert hidden.loc[hidden["n"].isna(), "estimate"].isna().all() and (hidden["n"].dropna() >= 10).all()
