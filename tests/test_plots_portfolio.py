"""The picture of the two tracks: what it draws is what the table says, and the words say the same."""

import matplotlib
import pandas as pd
import pytest

from cxlab.frames import FUNDAMENTAL, INNOVATION
from cxlab.plots.portfolio import (
    alt_balance,
    alt_core_index,
    alt_frontier,
    alt_plan,
    alt_tornado,
    plot_balance,
    plot_core_index,
    plot_frontier,
    plot_plan,
    plot_tornado,
)
from cxlab.theme import TRACK_COLOURS, new_axes

matplotlib.use("Agg")


def two_rows(share, low, high, n, **more):
    same = {"n": n, "n_missing": 0, **more}
    return [{"track": FUNDAMENTAL, "estimate": 1 - share, "ci_lower": 1 - high, "ci_upper": 1 - low, **same},
            {"track": INNOVATION, "estimate": share, "ci_lower": low, "ci_upper": high, **same}]


@pytest.fixture
def quarters():
    return pd.DataFrame([*two_rows(0.3, 0.2, 0.4, 9, basis="effort", quarter=pd.Period("2026Q1")),
                         *two_rows(0.5, 0.45, 0.55, 12, basis="effort", quarter=pd.Period("2026Q2")),
                         *two_rows(0.4, 0.4, 0.4, 12, basis="count", quarter=pd.Period("2026Q2"))])


@pytest.fixture
def whole():
    return pd.DataFrame([*two_rows(0.25, 0.25, 0.25, 36, basis="count"), *two_rows(0.3, 0.2, 0.4, 35, basis="effort")])


def texts(ax):
    return [text.get_text().replace("\n", " ") for text in ax.texts]


def test_bars_are_as_high_as_the_shares_and_stack_to_one(quarters):
    ax = plot_balance(quarters)
    assert [bar.get_height() for bar in ax.patches] == pytest.approx([0.3, 0.7, 0.5, 0.5])
    assert [bar.get_y() for bar in ax.patches] == pytest.approx([0, 0.3, 0, 0.5])


def test_quarters_show_effort_unless_another_basis_is_asked(quarters):
    assert plot_balance(quarters).get_ylabel() == "Share of the effort"
    counted = plot_balance(quarters, basis="count")
    assert counted.get_ylabel() == "Share of the activities"
    assert [label.get_text() for label in counted.get_xticklabels()] == ["2026Q2\nn = 12"]


def test_a_table_without_quarters_shows_every_basis(whole):
    ax = plot_balance(whole)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["activities\nn = 36", "effort\nn = 35"]


def test_tracks_are_named_in_full_in_both_languages(whole):
    assert {FUNDAMENTAL, INNOVATION} <= set(texts(plot_balance(whole)))
    assert {"Strategisch fundament", "Resultaatgedreven innovatie"} <= set(texts(plot_balance(whole, language="nl")))


def test_values_and_n_stand_on_the_figure(whole):
    assert {"25%", "75%", "30%", "70%"} <= set(texts(plot_balance(whole)))


def test_the_band_is_drawn_only_when_given(whole):
    assert not any("Band" in text for text in texts(plot_balance(whole)))
    assert len(plot_balance(whole).lines) == len(plot_balance(whole, band=(0.4, 0.6)).lines) - 2
    assert any("40% to 60%" in text for text in texts(plot_balance(whole, band=(0.4, 0.6))))


def test_an_exact_share_has_no_whisker(whole):
    ax = plot_balance(whole)
    assert len(ax.containers) == 5  # two bars a basis, and one whisker


def test_a_quarter_without_work_says_so(quarters):
    quarters.loc[quarters["quarter"].eq(pd.Period("2026Q1")), ["estimate", "ci_lower", "ci_upper"]] = None
    assert "nothing runs" in texts(plot_balance(quarters))
    assert "2026Q1" not in alt_balance(quarters)


def test_it_draws_on_the_axes_it_is_given_and_changes_no_table(whole):
    ax, before = new_axes(), whole.copy(deep=True)
    assert plot_balance(whole, ax=ax) is ax
    pd.testing.assert_frame_equal(whole, before)


def test_the_names_of_the_tracks_stand_beside_the_bars_and_apart(quarters):
    for share in (0.02, 0.5, 0.98):
        ax = plot_balance(quarters.assign(estimate=share, ci_lower=share, ci_upper=share))
        ax.figure.canvas.draw()
        names = [text.get_window_extent() for text in ax.texts if "n" in text.get_text() and "\n" in text.get_text()]
        assert len(names) == 2 and not names[0].overlaps(names[1])
        assert min(name.x0 for name in names) > ax.get_window_extent().x1


def test_the_words_say_the_main_thing_first(quarters):
    alt = alt_balance(quarters, band=(0.4, 0.6))
    assert alt.startswith("Over 2 quarters the share of the effort in Result Driven Innovation lies between 30% "
                          "(2026Q1) and 50% (2026Q2).")
    assert "30% in 2026Q1 (n = 9, interval 20% to 40%)" in alt
    assert "1 of 2 shares lie in it" in alt


def test_the_words_can_be_dutch(whole):
    assert alt_balance(whole, language="nl") == (
        "Resultaatgedreven innovatie heeft 25% van de activiteiten (n = 36), 30% van de inzet (n = 35, interval 20% "
        "tot 40%); Strategisch fundament heeft de rest.")


def test_an_empty_table_is_told_in_words(whole):
    assert alt_balance(whole.assign(estimate=None)) == "There are no shares to show."


@pytest.mark.parametrize(("options", "message"), [
    ({"language": "de"}, "expected one of 'en', 'nl'"),
    ({"basis": "money"}, "expected one of 'count', 'effort'"),
    ({"band": (40, 60)}, "two shares from 0 to 1"),
])
def test_a_wrong_option_is_named(whole, options, message):
    for function in (plot_balance, alt_balance):
        with pytest.raises(ValueError, match=message):
            function(whole, **options)


def test_a_table_of_another_kind_is_refused(whole):
    with pytest.raises(ValueError, match="the table lacks ci_lower, n"):
        plot_balance(whole.drop(columns=["ci_lower", "n"]))


# Plans, curves, doubt.

QUARTERS = pd.period_range("2026Q1", periods=3, freq="Q-DEC")


@pytest.fixture
def table():
    return pd.DataFrame({"initiative": ["Principles", "Call back"], "track": [FUNDAMENTAL, INNOVATION],
                         "start": QUARTERS[[0, 2]], "finish": QUARTERS[[1, 2]]})


@pytest.fixture
def use():
    return pd.DataFrame({"quarter": QUARTERS, "resource": "effort_fte", "used": [1.0, 1.0, 2.5], "capacity": 2.5})


@pytest.fixture
def front():
    return pd.DataFrame({"near": [1.0, 4.0, 6.0], "long": [9.0, 7.0, 2.0], "share": [0.2, 0.5, 0.8], "n": [4, 5, 5]})


@pytest.fixture
def core():
    return pd.DataFrame({"initiative": ["Fix bills", "Call back", "Museum"],
                         "group": ["core", "borderline", "exterior"], "estimate": [1.0, 0.4, 0.0],
                         "ci_lower": [0.8, 0.2, 0.0], "ci_upper": [1.0, 0.6, 0.2], "n": 20})


def test_a_bar_runs_from_the_first_quarter_to_the_last(table, use):
    bars = {bar.get_facecolor(): bar for bar in plot_plan(table, use).patches}
    slow = bars[matplotlib.colors.to_rgba(TRACK_COLOURS[FUNDAMENTAL])]
    fast = bars[matplotlib.colors.to_rgba(TRACK_COLOURS[INNOVATION])]
    assert (round(slow.get_x()), round(slow.get_width())) == (0, 2)
    assert (round(fast.get_x()), round(fast.get_width())) == (2, 1)


def test_work_under_way_is_drawn_from_the_first_quarter_of_the_plan(table, use):
    table["start"] = [QUARTERS[0] - 3, QUARTERS[2]]
    assert min(bar.get_x() for bar in plot_plan(table, use).patches) >= 0


def test_lanes_and_capacity_are_named_in_both_languages(table, use):
    assert {FUNDAMENTAL, INNOVATION, "Principles", "effort (FTE)", "2.5 of 2.5"} <= set(texts(plot_plan(table, use)))
    dutch = texts(plot_plan(table, use, language="nl"))
    assert {"Strategisch fundament", "inzet (fte)", "2,5 van 2,5"} <= set(dutch)


def test_the_words_of_a_plan_say_when_each_runs(table, use):
    assert alt_plan(table, use) == (
        "Plan of 2 initiatives. Strategic Fundamental: Principles 2026Q1 to 2026Q2. Result Driven Innovation: Call "
        "back 2026Q3. Fullest: effort (FTE) 2.5 of 2.5 in 2026Q3.")
    assert alt_plan(table.iloc[:0], use) == "The plan is empty."


def test_every_plan_of_the_curve_is_a_dot(front):
    dots = plot_frontier(front).collections[0].get_offsets()
    assert dots.tolist() == front[["near", "long"]].to_numpy().tolist()


def test_the_words_at_the_ends_of_the_curve_stay_apart(front):
    ax = plot_frontier(front)
    ax.figure.canvas.draw()
    first, last = (text.get_window_extent() for text in ax.texts)
    assert not first.overlaps(last)


def test_the_words_of_a_curve_say_its_ends(front):
    assert alt_frontier(front) == ("Curve of 3 plans: from 1 near and 9 long (20% Result Driven Innovation) to 6 near "
                                   "and 2 long (80%).")
    assert alt_frontier(front.iloc[:0], language="nl") == "Er zijn geen plannen om te tonen."


def test_the_core_index_is_drawn_with_its_group_in_words(core):
    ax = plot_core_index(core)
    assert [bar.get_width() for bar in ax.patches] == core["estimate"].tolist()
    assert [text.get_text() for text in ax.texts] == ["core", "borderline", "exterior"] and "n = 20" in ax.get_xlabel()
    assert "kern: Fix bills 100%." in alt_core_index(core, language="nl")


def test_they_draw_on_the_axes_they_are_given(table, use, front, core):
    for plot, given in ((plot_plan, (table, use)), (plot_frontier, (front,)), (plot_core_index, (core,))):
        ax = new_axes()
        before = [frame.copy(deep=True) for frame in given]
        assert plot(*given, ax=ax) is ax
        for frame, copy in zip(given, before, strict=True):
            pd.testing.assert_frame_equal(frame, copy)


def test_a_wrong_language_or_table_is_named(table, use, front, core):
    for plot, given in ((plot_plan, (table, use)), (alt_frontier, (front,)), (alt_core_index, (core,))):
        with pytest.raises(ValueError, match="expected one of 'en', 'nl'"):
            plot(*given, language="de")
        with pytest.raises(ValueError, match="lacks"):
            plot(*(frame.iloc[:, :2] for frame in given))


@pytest.fixture
def swings():
    return pd.DataFrame({"initiative": ["Slots", "Museum"], "at_low": [90.0, 100.0], "at_high": [120.0, 100.0],
                         "at_middle": 100.0, "changes": [True, False]})


def test_a_bar_of_the_tornado_runs_from_the_lowest_to_the_highest_value(swings):
    ax = plot_tornado(swings)
    ends = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in ax.patches]
    assert ends == [(100, 90), (100, 120), (100, 100), (100, 100)]
    assert texts(ax)[:2] == ["another plan", "same plan"]


def test_the_words_of_a_tornado_say_what_changes_the_plan(swings):
    assert alt_tornado(swings, language="nl") == (
        "Waarde van het beste plan: 100 (alle scores in het midden). Slots: 90 tot 120, een ander plan; Museum: 100 "
        "tot 100, hetzelfde plan.")
    assert alt_tornado(swings.iloc[:0]) == "There are no scores to show."
    with pytest.raises(ValueError, match="lacks changes"):
        plot_tornado(swings.drop(columns="changes"))


def test_the_chosen_plan_is_marked_and_told_whether_it_gives_something_away(front):
    assert "the plan you chose" in texts(plot_frontier(front, chosen=(4, 7)))
    assert alt_frontier(front, chosen=(4, 7)).endswith("The plan you chose: 4 near, 7 long. It lies on the curve.")
    assert "under the curve" in alt_frontier(front, chosen=(3, 7))
    with pytest.raises(ValueError, match="expected two values"):
        plot_frontier(front, chosen=(1, 2, 3))


def test_the_load_of_a_plan_stands_under_the_line_of_its_capacity(table, use):
    ax = plot_plan(table, use.assign(capacity=[2.5, 5.0, 2.5]))
    heights = sorted(abs(bar.get_height()) for bar in ax.patches if bar.get_facecolor()[:3] == (
        matplotlib.colors.to_rgb("#d9d9d9")))
    assert heights == pytest.approx([1.6 * 0.2, 1.6 * 0.2, 1.6 * 0.5])
    lines = sorted(line.get_ydata()[0] for line in ax.lines if len(set(line.get_ydata())) == 1
                   and line.get_linewidth() == 2)
    assert lines[1] == lines[2] > lines[0]


def test_a_plan_without_a_stated_capacity_shows_its_load_alone(table, use):
    ax = plot_plan(table, use.assign(capacity=float("nan")))
    assert "2.5" in texts(ax) and not any(" of " in text for text in texts(ax))
    assert "Fullest: effort (FTE) 2.5 in 2026Q3." in alt_plan(table, use.assign(capacity=float("nan")))
