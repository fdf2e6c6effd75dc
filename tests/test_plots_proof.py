"""The pictures of proof: what they draw is what the tables say, and the words say the same."""

from __future__ import annotations

import matplotlib
import pandas as pd
import pytest

from cxlab.impact import claim_check
from cxlab.plots import proof
from cxlab.portfolio import complaint_backlog, measure_ledger
from cxlab.simulate import simulate_backlog, simulate_ledger
from cxlab.theme import new_axes

matplotlib.use("Agg")
KINDS = ("ledger", "results", "waits", "pareto", "burn_up")


@pytest.fixture(scope="module")
def ledger():
    return measure_ledger(simulate_ledger(seed=5)[0], today="2026-12-31")


@pytest.fixture(scope="module")
def backlog():
    complaints, fixes, _ = simulate_backlog(seed=2026)
    return complaint_backlog(complaints, fixes=fixes, today="2026-12-31")


@pytest.fixture
def given(ledger, backlog):
    measured = ledger.table[ledger.table["measured_value"].notna()]
    return {"ledger": measured, "results": ledger.quarters, "waits": ledger.times, "pareto": backlog.table,
            "burn_up": backlog.burn_up}


def plot(kind):
    return getattr(proof, f"plot_{kind}")


def alt(kind):
    return getattr(proof, f"alt_{kind}")


def texts(ax):
    return [text.get_text() for text in ax.texts]


def labels(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


@pytest.mark.parametrize("kind", KINDS)
def test_they_draw_on_the_axes_they_are_given_and_change_no_table(given, kind):
    ax, before = new_axes(), given[kind].copy(deep=True)
    assert plot(kind)(given[kind], ax=ax) is ax
    pd.testing.assert_frame_equal(given[kind], before)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_language_or_table_is_named(given, kind):
    for function in (plot(kind), alt(kind)):
        with pytest.raises(ValueError, match="expected one of 'en', 'nl'"):
            function(given[kind], language="de")
        with pytest.raises(ValueError, match="the table lacks"):
            function(given[kind].iloc[:, :1])


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_differ_between_the_languages_and_hold_no_word_of_the_other(given, kind):
    english, dutch = alt(kind)(given[kind]), alt(kind)(given[kind], language="nl")
    assert english != dutch and len(english) >= 40
    for word in ("promised", "measured", "largest", "half are", "fixed"):
        assert word not in dutch


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_table_is_told_in_words_and_drawn_without_a_fault(given, kind):
    empty = given[kind].iloc[:0]
    assert alt(kind)(empty) == "There is nothing to show."
    assert plot(kind)(empty) is not None


def test_a_ledger_shows_promise_measurement_and_verdict(given):
    ax, table = plot("ledger")(given["ledger"]), given["ledger"]
    shown = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "D" and len(line.get_xdata())]
    assert shown == table["promised_value"].tolist()
    assert texts(ax) == table["against_promise"].astype("str").tolist()
    assert "5 undecided, 3 kept" in alt("ledger")(table)


def test_a_row_without_measurement_stays_empty(given):
    row = given["ledger"].head(1).assign(measured_value=None, measured_lower=None, measured_upper=None,
                                         against_promise="not measured")
    assert texts(plot("ledger")(row)) == ["not measured"]
    assert alt("ledger")(row, language="nl") == "Resultatenboek van 1 initiatief: 1 niet gemeten."


def test_results_end_at_the_last_sum(given, ledger):
    last = ledger.quarters.iloc[-1]
    ax = plot("results")(given["results"])
    assert ax.lines[1].get_ydata()[-1] == last["cumulated_value"]
    assert ax.lines[0].get_ydata()[-1] == last["cumulated_promised"]
    assert f"{last['cumulated_value']:.0f} points" in alt("results")(given["results"]).replace(".5 ", " ")


def test_one_stage_shows_its_interval_and_several_do_not(given):
    assert len(plot("waits")(given["waits"]).collections) == 0
    one = plot("waits")(given["waits"], stages="started to delivered", language="nl")
    assert len(one.collections) == 1 and labels(one) == ["gestart tot opgeleverd"]
    assert "half are through after 150 days" in alt("waits")(given["waits"], stages=["started to delivered"])
    with pytest.raises(ValueError, match="there is no stage 'lost'"):
        plot("waits")(given["waits"], stages="lost")


def test_stages_differ_by_more_than_colour(given):
    styles = [line.get_linestyle() for line in plot("waits")(given["waits"]).lines[:-1]]
    assert len({str(line._dash_pattern) for line in plot("waits")(given["waits"]).lines[:-1]}) == len(styles)


def test_the_largest_theme_comes_first_and_tiny_ones_are_left_out(given):
    table = given["pareto"].copy()
    table.loc[table.index[-1], "complaints"] = 3
    ax = plot("pareto")(table, most=99)
    assert [bar.get_width() for bar in ax.patches] == table["estimate"].tolist()[:-1]
    assert table["theme"].iloc[-1] not in alt("pareto")(table, most=99)
    assert len(plot("pareto")(table, most=4).patches) == 4
    assert "n = 2,611" in ax.get_xlabel() and "n = 2.611" in plot("pareto")(table, language="nl").get_xlabel()


def test_the_burn_up_shows_that_fixed_is_not_still_fixed(given, backlog):
    last = backlog.burn_up.iloc[-1]
    ends = [line.get_ydata()[-1] for line in plot("burn_up")(given["burn_up"]).lines]
    assert ends == [last["known"], last["fixed"], last["still_fixed"]]
    assert alt("burn_up")(given["burn_up"]).endswith("24 known, 12 fixed once, 9 still fixed.")


def test_a_claim_shows_where_no_change_comes_within_reach():
    claim = claim_check(733, 476)
    ax = proof.plot_claim(claim.sensitivity, claim.estimate)
    assert "no change" in texts(ax) and "0.649" in texts(ax)
    assert "At 20% variation the interval holds no change" in proof.alt_claim(claim.sensitivity, claim.estimate)
    assert "0,649" in proof.alt_claim(claim.sensitivity, claim.estimate, language="nl")


def test_a_claim_about_a_share_is_shown_as_a_difference():
    claim = claim_check(0.55, 0.65, kind="proportion", n_before=4000, n_after=4000)
    ax = proof.plot_claim(claim.sensitivity, claim.estimate, kind="proportion")
    assert ax.get_ylabel() == "After less before" and "+10%" in texts(ax)
    assert proof.alt_claim(claim.sensitivity, claim.estimate, kind="proportion", language="nl").startswith(
        "Na min voor is +10%")
    with pytest.raises(ValueError, match="'count' or 'proportion'"):
        proof.plot_claim(claim.sensitivity, claim.estimate, kind="share")
