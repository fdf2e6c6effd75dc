"""The figures of fair comparison draw what the tables say and name only what lies outside; the words say the same."""

import re

import matplotlib
import numpy as np
import pandas as pd
import pytest

from cxlab import plots
from cxlab.datasets import load_calls, load_calls_truth
from cxlab.funnel import funnel_limits
from cxlab.intelligibility import did_it_help, repeat_call_cost, repeat_call_effect
from cxlab.plots import (
    alt_change,
    alt_chart,
    alt_cost,
    alt_forest,
    alt_funnel,
    plot_change,
    plot_chart,
    plot_cost,
    plot_forest,
    plot_funnel,
)
from cxlab.spc import p_prime_chart
from cxlab.theme import new_axes

matplotlib.use("Agg")


@pytest.fixture
def funnel():
    events = pd.Series([4, 9, 40, 30], index=["Elm", "Fern", "Dune", "Oak"])
    return funnel_limits(events, pd.Series([200, 300, 500, 900], index=events.index), target=0.03)


@pytest.fixture
def terms():
    return pd.DataFrame({"term": ["could not follow", "line_quality: poor", "topic: billing"],
                         "estimate": [2.6, 1.1, 0.9], "ci_lower": [2.3, 0.9, 0.7], "ci_upper": [3.0, 1.3, 1.2]})


@pytest.fixture
def cost():
    class Cost:
        draws = pd.Series(np.arange(1000.0, 2001.0))
    return Cost()


@pytest.fixture
def change():
    class Change:
        treated = ("Birch", "Elm")
        monthly = pd.DataFrame({"month": pd.period_range("2026-01", periods=6, freq="M"),
                                "treated": [70.0, 71, 69, 40, 35, 38], "others": [50.0] * 6,
                                "expected": [np.nan] * 3 + [70.0] * 3, "after": [False] * 3 + [True] * 3})
        rates = pd.DataFrame({"group": ["treated", "treated", "others", "others"],
                              "period": ["before", "after"] * 2, "estimate": [70.0, 37.7, 50.0, 50.0]})
    return Change()


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_a_funnel_names_only_what_lies_outside(funnel):
    ax = plot_funnel(funnel, per=1000)
    assert "Dune" in texts(ax) and not {"Elm", "Fern", "Oak"} & set(texts(ax))
    assert {"95%", "99.8%"} <= set(texts(ax))
    said = alt_funnel(funnel, per=1000)
    assert "Dune higher than expected (80.0)" in said and "3 within limits" in said and "Elm" not in said


def test_every_unit_stands_at_its_size_and_value(funnel):
    dots = [line for line in plot_funnel(funnel, per=1000).lines if line.get_linestyle() == "None"]
    drawn = sorted((x, round(y, 6)) for line in dots for x, y in zip(*line.get_data(), strict=True))
    assert drawn == [(200, 20.0), (300, 30.0), (500, 80.0), (900, round(1000 * 30 / 900, 6))]


def test_units_are_named_by_labels_when_given(funnel):
    labels = pd.Series({"Dune": "Team D"})
    assert "Team D" in texts(plot_funnel(funnel, labels=labels))
    assert "Team D higher" in alt_funnel(funnel, labels=labels)


def test_a_funnel_of_ratios_says_so():
    ratio = funnel_limits([30, 12, 14], [15, 14, 13], kind="ratio")
    ax = plot_funnel(ratio)
    assert (ax.get_ylabel(), ax.get_xlabel()) == ("Observed / expected", "Expected number")
    assert "1.00 observed / expected" in alt_funnel(ratio)


def test_a_control_chart_marks_what_is_out_of_the_ordinary():
    months = pd.period_range("2026-01", periods=14, freq="M")
    events = pd.Series([50, 52, 49, 51, 50, 48, 52, 50, 51, 49, 50, 52, 48, 120], index=months)
    chart = p_prime_chart(events, 1000)
    ax = plot_chart(chart, per=1000, title="Not followed")
    assert "above limits" in [text.get_text() for text in ax.get_legend().get_texts()]
    assert "2027-02 above limits (120.0)" in alt_chart(chart, per=1000)
    assert ax.get_xticklabels()[0].get_text() == "2026-01"


def test_parts_of_a_rebased_chart_have_their_own_centre():
    months = pd.period_range("2026-01", periods=8, freq="M")
    chart = p_prime_chart(pd.Series([50, 52, 49, 51, 20, 22, 19, 21], index=months), 1000, rebase=4)
    assert "round 50.5 and then 20.5" in alt_chart(chart, per=1000)
    centres = [line.get_ydata()[0] for line in plot_chart(chart, per=1000).lines if len(line.get_xdata()) == 4
               and len(set(line.get_ydata())) == 1]
    assert {50.5, 20.5} <= set(np.round(centres, 6))


def test_a_forest_draws_each_interval_on_a_log_axis_and_says_which_leave_out_one(terms):
    ax = plot_forest(terms)
    assert ax.get_xscale() == "log"
    ends = [tuple(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) == 2 and line.get_xdata()[0] != 1]
    assert ends == [(2.3, 3.0), (0.9, 1.3), (0.7, 1.2)]
    assert alt_forest(terms) == ("Odds ratio of 3 terms. Apart from 1: could not follow 2.60 (2.30 to 3.00). The "
                                 "intervals of the other 2 hold 1.")
    assert alt_forest(terms.iloc[1:]) == "Odds ratio of 2 terms. Every interval holds 1."
    assert [tick.get_text() for tick in ax.get_yticklabels()][1] == "line quality: poor"


def test_differences_are_drawn_on_a_plain_axis(terms):
    shifted = terms.assign(estimate=[0.1, 0, -0.1], ci_lower=[0.05, -0.1, -0.2], ci_upper=[0.2, 0.1, 0.05])
    assert plot_forest(shifted, none=0).get_xscale() == "linear"
    with pytest.raises(ValueError, match="no column 'ci_lower'"):
        plot_forest(terms.drop(columns="ci_lower"))


def test_the_fan_holds_the_stated_shares(cost):
    ax = plot_cost(cost)
    spans = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in ax.patches]
    assert [tuple(round(end, 6) for end in span) for span in spans] == [(1025, 1975), (1100, 1900), (1250, 1750)]
    assert "1,500" in texts(ax)
    assert "half of the outcomes lie between 1,250 and 1,750, 95% between 1,025 and 1,975" in alt_cost(cost)


def test_a_change_is_drawn_beside_the_others_and_what_was_expected(change):
    ax = plot_change(change)
    names = [text.get_text() for text in ax.get_legend().get_texts()]
    assert names == ["other groups", "Birch and Elm", "expected from the others' change"]
    assert [line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1] == [2.5]
    assert "Birch and Elm from 70.0 before to 37.7 after; other groups from 50.0 to 50.0" in alt_change(change)


def test_figures_draw_where_they_are_told(funnel, terms, cost, change):
    for draw, table in ((plot_funnel, funnel), (plot_forest, terms), (plot_cost, cost), (plot_change, change)):
        ax = new_axes()
        assert draw(table, ax=ax) is ax


def test_every_effect_figure_speaks_dutch(effect_things):
    english = re.compile(r"\b(?:than|expected|within|limits|calls|groups|holds?|outcomes|euros|change|term|terms)\b")
    for plot, alt, thing, options in effect_things:
        words = alt(thing, language="nl", **options)
        axes = plot(thing, language="nl", **options)
        labels = [text.get_text() for text in axes.get_yticklabels() + axes.texts]
        legend = axes.get_legend()
        labels += [text.get_text() for text in (legend.texts if legend else [])]
        labels += [axes.get_xlabel(), axes.get_ylabel()]
        assert not [label for label in [words, *labels] if english.search(label)]
        assert not re.search(r"\d\.\d(?!\d\d)", words)
        with pytest.raises(ValueError, match="expected 'en' or 'nl'"):
            alt(thing, language="de", **options)


@pytest.fixture
def effect_things():
    calls = load_calls()
    lost = ~load_calls_truth()["could_follow"]
    effect = repeat_call_effect(calls, lost)
    months = lost.astype(int).groupby(calls["date"].dt.to_period("M")).agg(["sum", "size"])
    teams = lost.astype(int).groupby(calls["team"], observed=True).agg(["sum", "size"])
    helped = did_it_help(calls, lost, treated=["Birch", "Elm"], intervention="2026-07-01")
    cost = repeat_call_cost(effect, calls["handle_minutes"], euros_per_minute=(0.9, 1.5))
    return [(plots.plot_funnel, plots.alt_funnel, funnel_limits(teams["sum"], teams["size"]), {"per": 1_000}),
            (plots.plot_chart, plots.alt_chart, p_prime_chart(months["sum"], months["size"]), {"per": 1_000}),
            (plots.plot_forest, plots.alt_forest, effect.terms, {}), (plots.plot_cost, plots.alt_cost, cost, {}),
            (plots.plot_change, plots.alt_change, helped, {})]
