"""The figures draw what the tables say, hide what is hidden, and the words say the same."""

import matplotlib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.intelligibility import rate_complaints
from cxlab.plots.intelligibility import alt_causes, alt_rates, plot_causes, plot_rates
from cxlab.privacy import safe_cells, suppress
from cxlab.theme import new_axes

matplotlib.use("Agg")


@pytest.fixture
def rates():
    table = pd.DataFrame({"team": ["South", "North", "Tiny"], "count": [30, 9, np.nan], "estimate": [10.0, 3.0, np.nan],
                          "ci_lower": [6.7, 1.4, np.nan], "ci_upper": [14.3, 5.7, np.nan], "n": [3000, 3000, 1500]})
    table.attrs["per"] = 1000
    return table


@pytest.fixture
def causes():
    return pd.DataFrame({"cause": ["way of speaking", "rate", "hearing"], "count": [6, 3, np.nan],
                         "estimate": [0.6, 0.3, np.nan], "ci_lower": [0.3, 0.1, np.nan], "ci_upper": [0.8, 0.6, np.nan],
                         "n": [10, 10, 10]})


def labels(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_teams_stand_in_the_order_of_their_names_not_of_their_rates(rates):
    ax = plot_rates(rates)
    assert labels(ax) == ["North\n3,000 calls", "South\n3,000 calls", "Tiny\n1,500 calls"]
    assert [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"] == [3.0, 10.0]


def test_intervals_are_drawn_from_end_to_end(rates):
    ends = [tuple(line.get_xdata()) for line in plot_rates(rates).lines if line.get_marker() != "o"]
    assert ends == [(1.4, 5.7), (6.7, 14.3)]


def test_a_hidden_cell_is_named_and_not_drawn(rates, causes):
    assert [text.get_text() for text in plot_rates(rates).texts] == ["too few to show"]
    assert [text.get_text() for text in plot_causes(causes, language="nl").texts] == ["te weinig om te tonen"]
    assert len(plot_causes(causes).patches) == 2
    assert "Tiny too few to show" in alt_rates(rates)


def test_the_overall_line_carries_its_value(rates):
    ax = plot_rates(rates, overall=6.5)
    assert "all together: 6.5" in [text.get_text() for text in ax.texts]
    assert alt_rates(rates, overall=6.5).endswith("All together: 6.5.")


def test_without_calls_the_axis_shows_shares(rates):
    rates.attrs = {}
    shares = rates.assign(estimate=rates["estimate"] / 100, ci_lower=rates["ci_lower"] / 100,
                          ci_upper=rates["ci_upper"] / 100)
    assert plot_rates(shares).get_xlabel() == "Share of the texts"
    assert "North 3% (1% to 6%)" in alt_rates(shares)


def test_dutch_figures_speak_dutch(rates, causes):
    ax = plot_rates(rates, overall=6.5, language="nl")
    assert ax.get_xlabel() == "Klachten per 1.000 gesprekken"
    assert labels(ax)[0] == "North\n3.000 gesprekken"
    assert labels(plot_causes(causes, language="nl")) == [
        "manier van spreken", "te snel spreken", "het gehoor van de klant: een\nbehoefte aan toegankelijkheid"]
    assert "South 10,0 (6,7 tot 14,3)" in alt_rates(rates, language="nl")


def test_bars_are_as_long_as_the_shares_and_the_axis_says_who_reports(causes):
    ax = plot_causes(causes)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([0.6, 0.3])
    assert ax.get_xlabel() == "Reason that customers report, share of 10 complaints"
    assert "own hearing too few to show" in alt_causes(causes)


def test_accent_and_proficiency_get_no_bars_of_their_own(causes):
    apart = causes.assign(cause=["accent", "proficiency", "rate"])
    for function in (plot_causes, alt_causes):
        with pytest.raises(ValueError, match=r"bar of its own for accent and proficiency"):
            function(apart)


def test_axes_that_are_given_are_drawn_on(rates, causes):
    ax = new_axes(5, 3)
    assert plot_rates(rates, ax=ax) is ax
    assert plot_causes(causes, ax=new_axes(5, 3)).get_xlabel()


def test_the_tables_are_not_changed(rates, causes):
    before, before_causes = rates.copy(), causes.copy()
    plot_rates(rates), plot_causes(causes), alt_rates(rates), alt_causes(causes)
    pd.testing.assert_frame_equal(rates, before)
    pd.testing.assert_frame_equal(causes, before_causes)


def test_faults_are_named(rates, causes):
    with pytest.raises(ValueError, match=r"no column 'ci_lower'"):
        plot_rates(rates.drop(columns="ci_lower"))
    with pytest.raises(ValueError, match=r"no column with the groups"):
        plot_rates(rates.drop(columns="team"))
    with pytest.raises(ValueError, match=r"language is 'fr'; expected 'en' or 'nl'"):
        plot_causes(causes, language="fr")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 300)), min_size=2, max_size=7))
@settings(max_examples=40)
def test_a_hidden_number_is_in_no_figure_no_words_and_no_export_and_no_total_gives_it_back(cells):
    counts = pd.DataFrame({"team": [f"T{place}" for place in range(len(cells))],
                           "events": [min(pair) for pair in cells], "calls": [max(pair) for pair in cells]})
    table = rate_complaints(counts[counts["calls"] > 0].reset_index(drop=True))
    safe = suppress(table, total_shown=True)
    hidden = safe["suppressed"].to_numpy(dtype=bool)
    # What was small is hidden, whole row or count with all that it could be worked out from.
    small = ((table["count"] > 0) & (table["count"] < 5)) | (table["n"] < 10)
    assert hidden[small.to_numpy(dtype=bool)].all()
    assert safe.loc[hidden, ["count", "estimate", "ci_lower", "ci_upper"]].isna().all(axis=None)
    # The total minus what is shown is one row's number only where that number need not be hidden.
    assert hidden.sum() != 1 or safe["count"].notna().sum() == 0
    if hidden.sum() >= 2 and not hidden.all():
        assert table.loc[hidden, "count"].sum() >= 5
    words = alt_rates(safe, per=1_000)
    ax = plot_rates(safe, per=1_000)
    assert words.count("too few to show") == sum(text.get_text() == "too few to show" for text in ax.texts) \
        == int(hidden.sum())
    drawn = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert len(drawn) == int((~hidden & table["estimate"].notna()).sum())
    for name, row in zip(table["team"][hidden], table[hidden].itertuples(), strict=True):
        assert f"{name} too few to show" in words
        assert f"{name} {row.estimate:.1f}" not in words
    assert safe_cells(safe).loc[hidden, "count"].isna().all()


def test_neither_a_corrected_nor_an_adjusted_rate_gives_a_hidden_count_back():
    table = pd.DataFrame({"team": ["A", "B"], "count": [3, 40], "n": [500, 600], "corrected": [5.1, 70.2],
                          "corrected_lower": [1.0, 50.0], "corrected_upper": [9.0, 90.0], "rate": [6.0, 66.7],
                          "adjusted_rate": [6.2, 66.0], "estimate": [0.6, 6.7]})
    safe = suppress(table)
    assert safe.loc[0].drop(["team", "n", "suppressed"]).isna().all()
    assert safe.loc[1].notna().all()
