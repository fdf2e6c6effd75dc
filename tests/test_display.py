"""Figures carry their words, tables hide small cells, checkpoints never stop a lesson."""

from __future__ import annotations

import colorsys
import itertools

import numpy as np
import pandas as pd
import pytest

from cxlab import theme
from cxlab.figures import show
from cxlab.lessons import checkpoint
from cxlab.tables import say_interval, say_number, show_table


def luminance(colour: str) -> float:
    """Relative luminance of a colour as WCAG 2 defines it."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestFigures:
    def test_a_figure_reaches_the_notebook_with_its_words_escaped(self):
        shown = show(theme.new_axes(2, 2), 'Shares <b>of "anger"</b> in May.', "Simulated <i>data</i>")
        page = shown._repr_html_()
        assert 'alt="Shares &lt;b&gt;of &quot;anger&quot;&lt;/b&gt; in May."' in page
        assert "Simulated &lt;i&gt;data&lt;/i&gt;" in page
        assert shown.png.startswith(b"\x89PNG")
        assert repr(shown) == 'Figure: Shares <b>of "anger"</b> in May.'

    def test_a_figure_without_words_is_refused(self):
        with pytest.raises(ValueError, match="expected a sentence of at least 15 characters"):
            show(theme.new_axes(2, 2), "chart")

    def test_a_figure_that_pyplot_holds_is_closed(self):
        from matplotlib import pyplot

        figure, _ = pyplot.subplots()
        show(figure, "An empty chart without any data.")
        assert not pyplot.fignum_exists(figure.number)

    def test_our_ink_can_be_read_on_our_paper(self):
        for ink in (theme.INK, theme.MUTED):
            assert (luminance(theme.PAPER) + 0.05) / (luminance(ink) + 0.05) >= 4.5

    def test_neighbours_on_the_wheel_differ_in_lightness_or_hue(self):
        colours = list(theme.EMOTION_COLOURS.values())
        for one, other in itertools.pairwise([*colours, colours[0]]):
            light = abs(luminance(one) - luminance(other))
            hue = abs(colorsys.rgb_to_hsv(*[int(one[i:i + 2], 16) / 255 for i in (1, 3, 5)])[0]
                      - colorsys.rgb_to_hsv(*[int(other[i:i + 2], 16) / 255 for i in (1, 3, 5)])[0])
            assert light > 0.08 or min(hue, 1 - hue) > 0.08, (one, other)


class TestTables:
    summary = pd.DataFrame({
        "team": ["A <b>", "B"], "count": [3, 12], "estimate": [np.nan, 0.125], "ci_lower": [np.nan, 0.07],
        "ci_upper": [np.nan, 0.2], "n": [1200, 96], "suppressed": [True, False]})

    def test_an_interval_stands_beside_its_estimate(self):
        cells = show_table(self.summary).cells
        assert cells["Estimate (interval)"].tolist() == ["hidden: too few", "12.5% (7.0% to 20.0%)"]
        assert cells["n"].tolist() == ["1,200", "96"]
        assert cells["Count"].tolist() == ["hidden: too few", "12"]

    def test_dutch_tables_have_dutch_words_and_signs(self):
        cells = show_table(self.summary, language="nl").cells
        assert cells.loc[1, "Schatting (interval)"] == "12,5% (7,0% tot 20,0%)"
        assert cells.loc[0, "n"] == "1.200"

    def test_what_people_typed_is_escaped(self):
        assert "A &lt;b&gt;" in show_table(self.summary)._repr_html_()

    def test_missing_numbers_are_a_dash(self):
        assert say_number(np.nan) == say_interval(np.nan, 0, 1) == "–"

    def test_the_callers_table_is_not_changed(self):
        before = self.summary.copy(deep=True)
        show_table(self.summary)
        pd.testing.assert_frame_equal(self.summary, before)


class TestCheckpoints:
    @pytest.mark.parametrize("value, expected, within, passed", [
        (0.312, 0.31, 0.005, True), (0.32, 0.31, 0.005, False), ("joy", "joy", 0, True), ("joy", "fear", 0, False),
        (..., 3, 0, False), ([1, 2], [1, 2], 0, True), (np.float64(2.0), 2, 0, True), (np.nan, 2, 0.1, False)])
    def test_a_checkpoint_says_passed_or_not_yet(self, value, expected, within, passed):
        outcome = checkpoint("the answer", value, expected, within=within, hint="look again")
        assert outcome.passed is passed
        assert repr(outcome) == ("Checkpoint passed: the answer." if passed else
                                 "Not yet: the answer. Hint: look again")
