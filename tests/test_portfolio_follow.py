"""What was promised and what came of it; which complaints are common, and whether their fixes held."""

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cxlab.frames import CONTRACTS, FrameError, check_frame
from cxlab.frames.contracts import LEDGER
from cxlab.portfolio import complaint_backlog, measure_ledger, select_initiatives, themes_to_initiatives
from cxlab.portfolio.backlog import _chance_of_silence
from cxlab.portfolio.duration import median_days, still_waiting
from cxlab.readers import read_initiatives
from cxlab.simulate import simulate_backlog, simulate_ledger
from cxlab.workbooks import write_template

TODAY = "2026-12-31"
# Weeks in remission under 6-MP (Freireich and others 1963), as in every textbook of survival analysis.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


@pytest.fixture
def ledger():
    return pd.DataFrame({
        "initiative": ["Call back", "Fix bills", "Principles", "Letters", "Old form"],
        "track": ["Result Driven Innovation"] * 2 + ["Strategic Fundamental"] + ["Result Driven Innovation"] * 2,
        "captured_on": ["2025-12-01", "2026-01-05", "2026-01-05", "2026-02-01", "2026-02-01"],
        "started_on": ["2026-01-05", "2026-02-02", "2026-03-02", "2026-04-01", "2026-03-01"],
        "delivered_on": ["2026-03-06", "2026-06-30", None, "2026-08-01", None],
        "measured_on": ["2026-05-06", "2026-08-31", None, None, None],
        "stopped_on": [None, None, None, None, "2026-05-10"],
        "promised_value": [40, 30, 20, 10, 5], "measured_value": [42, 12, None, None, None],
        "measured_lower": [32, 6, None, None, None], "measured_upper": [52, 18, None, None, None],
    }, index=["a", "b", "c", "d", "e"])


@pytest.fixture
def complaints():
    days = pd.date_range("2026-01-01", periods=120)
    return pd.DataFrame({"date": [*days, *days[:60], *days[::10]],
                         "theme": ["wait"] * 120 + ["bill"] * 60 + ["wait; letter"] * 12})


FIXES = pd.DataFrame({"theme": ["bill", "letter"], "owner_role": ["Billing", None],
                      "found_on": ["2026-01-01", "2026-01-01"], "fixed_on": ["2026-03-02", "2026-02-10"]})


class TestHowLong:
    def test_the_curve_of_a_textbook_comes_out(self):
        curve = still_waiting(WEEKS, RELAPSED, level=0.95).set_index("days")
        published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
        assert curve.loc[list(published), "estimate"].round(3).to_dict() == published
        assert curve["at_risk"].tolist() == [21, 21, 17, 15, 12, 11, 7, 6]

    def test_the_median_and_its_limits_agree_with_the_log_log_limits_of_the_textbook(self):
        median, lower, upper = median_days(still_waiting(WEEKS, RELAPSED, level=0.95))
        assert (median, lower) == (23, 13)  # SAS LIFETEST and R survfit(conf.type = "log-log")
        assert np.isnan(upper)

    def test_without_waiting_ones_it_is_the_plain_share(self):
        curve = still_waiting([1, 2, 3, 4], [1, 1, 1, 1], level=0.95)
        assert curve["estimate"].tolist() == pytest.approx([1, 0.75, 0.5, 0.25, 0])
        assert curve["ci_upper"].iloc[-1] == curve["ci_upper"].iloc[-2]

    def test_nothing_and_nobody_finished_are_told_apart(self):
        assert still_waiting([], [], level=0.95).empty
        assert still_waiting([5, 6], [0, 0], level=0.95)["at_risk"].tolist() == [2]

    @given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=30))
    def test_the_curve_falls_and_lies_between_its_limits(self, times):
        curve = still_waiting(*zip(*times, strict=True), level=0.9)
        assert curve["estimate"].is_monotonic_decreasing
        assert (curve["ci_lower"] <= curve["estimate"] + 1e-12).all()
        assert (curve["estimate"] <= curve["ci_upper"] + 1e-12).all()


class TestLedger:
    def test_each_initiative_stands_where_its_last_day_puts_it(self, ledger):
        told = measure_ledger(ledger, today="2026-09-30").table
        assert told["state"].astype("str").to_dict() == {"a": "measured", "b": "measured", "c": "started",
                                                         "d": "delivered", "e": "stopped"}
        assert told["cycle_days"].iloc[:4].tolist() == [60, 148, 212, 122]
        assert told.loc["c", "age_days"] == 212
        assert np.isnan(told.loc["e", "age_days"])

    def test_a_measurement_too_rough_to_tell_is_undecided(self, ledger):
        told = measure_ledger(ledger, today="2026-09-30").table["against_promise"].astype("str")
        assert told.tolist() == ["undecided", "not kept", "not measured", "not measured", "not measured"]
        sharp = ledger.assign(measured_lower=None, measured_upper=None)
        assert measure_ledger(sharp, today="2026-09-30").table["against_promise"].iloc[0] == "kept"

    def test_the_unmeasured_widen_what_can_be_said(self, ledger):
        row = measure_ledger(ledger, today="2026-09-30").summary.set_index("measure")
        assert row.loc["kept its promise", ["estimate", "n", "n_missing"]].tolist() == [0.5, 2, 1]
        both = row.loc["kept its promise, measured or not (limits)", ["ci_lower", "ci_upper", "n"]].tolist()
        assert both == pytest.approx([1 / 3, 2 / 3, 3])

    def test_value_and_its_limits_add_up_by_hand(self, ledger):
        told = measure_ledger(ledger, today="2026-09-30")
        row = told.summary.set_index("measure").loc["value against promise"]
        assert row["estimate"] == pytest.approx(54 / 70)
        assert row["ci_lower"] == pytest.approx((54 - np.hypot(10, 6)) / 70)
        last = told.quarters.iloc[-1]
        assert (last["cumulated_value"], last["cumulated_promised"]) == (54, 70)
        assert last["cumulated_upper"] == pytest.approx(54 + np.hypot(10, 6))

    def test_a_sum_with_a_measurement_without_limits_has_none(self, ledger):
        ledger.loc["b", ["measured_lower", "measured_upper"]] = None
        quarters = measure_ledger(ledger, today="2026-09-30").quarters
        assert quarters["cumulated_lower"].isna().tolist() == [False, False, False, True]

    def test_quarters_count_what_came_and_what_ran_at_their_end(self, ledger):
        quarters = measure_ledger(ledger, today="2026-09-30").quarters
        assert quarters["quarter"].astype("str").tolist() == ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]
        assert quarters["delivered"].tolist() == [0, 1, 1, 1]
        assert quarters["in_progress"].tolist() == [0, 3, 2, 1]
        assert quarters["n"].tolist() == [1, 5, 5, 5]

    def test_a_quarter_that_was_not_seen_whole_has_the_interval_of_the_days_that_were(self, ledger):
        whole = measure_ledger(ledger, today="2026-09-30").quarters
        assert whole["days"].tolist() == [31, 90, 91, 92], "the first day in the ledger is 1 December"
        assert whole["estimate"].iloc[1:].tolist() == whole["delivered"].iloc[1:].tolist()
        running = measure_ledger(ledger.assign(measured_on=["2026-05-06", None, None, None, None], measured_value=[
            42, None, None, None, None], measured_lower=[32, None, None, None, None], measured_upper=[
            52, None, None, None, None]), today="2026-08-01").quarters.iloc[-1]
        assert (running["days"], running["delivered"]) == (32, 1)
        assert running["estimate"] == pytest.approx(92 / 32)
        # Exact limits of one event, from chi squared, over the share of the quarter; Byar's upper lies close to them.
        exact = stats.chi2.ppf([0.025, 0.975], [2, 4]) / 2 * 92 / 32
        assert running["ci_upper"] == pytest.approx(exact[1], rel=0.02)
        assert 0 < running["ci_lower"] < exact[0]
        assert running["ci_upper"] > 2 * whole["ci_upper"].iloc[-1]

    def test_a_few_days_or_the_delivery_that_opens_the_book_tell_no_pace(self, ledger):
        limits = ["estimate", "ci_lower", "ci_upper"]
        only = pd.DataFrame({"initiative": ["a", "b"], "delivered_on": ["2026-02-20", "2026-05-01"]})
        opened = measure_ledger(only, today="2026-06-30").quarters
        assert opened["delivered"].tolist() == [1, 1]
        assert opened.loc[0, limits].isna().all() and opened.loc[1, limits].notna().all()
        young = measure_ledger(only, today="2026-07-10").quarters.iloc[-1]
        assert young["days"] == 10 and young[limits].isna().all()

    def test_unfinished_work_counts_in_the_time_it_takes(self, ledger):
        stage = measure_ledger(ledger, today="2026-09-30").stages.set_index("stage").loc["started to delivered"]
        assert stage[["n", "done", "waiting", "estimate"]].tolist() == [5, 3, 2, 148]
        naive = ledger[ledger["delivered_on"].notna()]
        assert measure_ledger(naive, today="2026-09-30").stages.loc[2, "estimate"] == 122
        assert measure_ledger(naive, today="2026-09-30").times.query("stage == 'started to delivered'")[
            "estimate"].iloc[-1] == 0

    def test_a_day_that_is_not_known_is_missing_and_not_zero(self, ledger):
        ledger.loc["a", "started_on"] = None
        told = measure_ledger(ledger, today="2026-09-30")
        assert told.stages.set_index("stage").loc["started to delivered", "n_missing"] == 1
        assert np.isnan(told.table.loc["a", "cycle_days"])

    def test_all_faults_are_told_at_once(self, ledger):
        ledger.loc["a", "delivered_on"] = "2025-12-24"
        ledger.loc["b", "measured_lower"] = 13
        ledger.loc["d", "stopped_on"] = "2027-01-01"
        with pytest.raises(FrameError) as caught:
            measure_ledger(ledger, today=TODAY)
        said = str(caught.value)
        assert "row a, column 'delivered_on': '2025-12-24' lies before started_on (2026-01-05)" in said
        assert "row b, column 'measured_value': '12' lies outside its limits 13 and 18" in said
        assert "row d, column 'stopped_on': '2027-01-01' lies after today" in said
        assert "stands beside a day of delivery" in said

    @pytest.mark.parametrize(("change", "message"), [
        ({"today": "soon"}, "today is 'soon'; expected a day"),
        ({"today": TODAY, "level": 1.2}, "level"),
    ])
    def test_an_impossible_option_is_named(self, ledger, change, message):
        with pytest.raises(ValueError, match=message):
            measure_ledger(ledger, **change)

    def test_a_ledger_without_rows_or_days_is_refused(self, ledger):
        with pytest.raises(ValueError, match="there is no initiative in the ledger"):
            measure_ledger(ledger.iloc[:0], today=TODAY)
        with pytest.raises(ValueError, match="no initiative has a day"):
            measure_ledger(ledger[["initiative", "track"]], today=TODAY)

    def test_the_list_given_is_not_changed(self, ledger):
        before = ledger.copy()
        measure_ledger(ledger, today=TODAY)
        pd.testing.assert_frame_equal(ledger, before)

    def test_it_finds_back_the_truth_of_simulated_ledgers(self):
        close, held = [], []
        for seed in range(12):
            ledger, _ = simulate_ledger(seed=seed, n=80, stopped_share=0, measured_share=1,
                                        failed_measured_share=1)
            told = measure_ledger(ledger, today=TODAY)
            cycle = told.stages.set_index("stage").loc["started to delivered"]
            close.append(cycle["ci_lower"] <= 150 <= (np.inf if np.isnan(cycle["ci_upper"]) else cycle["ci_upper"]))
            row = told.summary.set_index("measure").loc["kept its promise"]
            held.append(row["ci_lower"] <= 0.5 <= row["ci_upper"])
        assert sum(close) >= 9 and sum(held) >= 9

    def test_measuring_only_what_went_well_flatters_and_the_limits_still_hold_the_truth(self):
        ledger, truth = simulate_ledger(seed=2026, n=200, measured_share=1, failed_measured_share=0.2)
        row = measure_ledger(ledger, today=TODAY).summary.set_index("measure")
        assert row.loc["kept its promise", "ci_lower"] > truth["kept_promise"].mean()
        both = row.loc["kept its promise, measured or not (limits)"]
        assert both["ci_lower"] <= truth["kept_promise"].mean() <= both["ci_upper"]

    def test_a_simulated_ledger_holds_to_its_contract_and_to_its_seed(self):
        first, second = simulate_ledger(seed=3)[0], simulate_ledger(seed=3)[0]
        pd.testing.assert_frame_equal(first, second)
        assert list(first) == [column.name for column in LEDGER.columns]
        assert len(check_frame(first, LEDGER)) == 36
        with pytest.raises(ValueError, match="kept_share is 2; expected"):
            simulate_ledger(seed=1, kept_share=2)


class TestBacklog:
    def test_shares_and_what_the_first_cover_are_counted_by_complaint(self, complaints):
        table = complaint_backlog(complaints).table
        assert table["theme"].tolist() == ["wait", "bill", "letter"]
        assert table["complaints"].tolist() == [132, 60, 12]
        assert table["estimate"].tolist() == pytest.approx([132 / 192, 60 / 192, 12 / 192])
        # Each complaint about a letter is about waiting as well, so the third theme covers nothing new.
        assert table["cumulated"].tolist() == pytest.approx([132 / 192, 1, 1])

    def test_a_fix_that_held_a_fix_that_did_not_and_no_fix(self, complaints):
        table = complaint_backlog(complaints, fixes=FIXES).table.set_index("theme")
        assert table["state"].astype("str").to_dict() == {"wait": "open", "bill": "stayed fixed", "letter": "returned"}
        assert table.loc["letter", "returned_on"] == pd.Timestamp("2026-03-02")
        assert table.loc["bill", "expected_after"] == pytest.approx(60 / 60 * 46)
        assert table.loc["bill", ["ratio", "ratio_lower"]].tolist() == [0, 0]
        assert table.loc["wait", "age_days"] == 119 and table.loc["bill", "age_days"] == 60

    def test_the_ratio_agrees_with_the_score_interval_of_statsmodels(self, complaints):
        from statsmodels.stats.rates import confint_poisson_2indep

        row = complaint_backlog(complaints, fixes=FIXES).table.set_index("theme").loc["letter"]
        before, days = 4, 40
        after, watched = 6, 66
        assert row["ratio"] == pytest.approx((after / watched) / (before / days))
        limits = confint_poisson_2indep(after, watched, before, days, method="score", compare="ratio")
        assert row[["ratio_lower", "ratio_upper"]].tolist() == pytest.approx(list(limits), rel=1e-6)

    def test_silence_says_little_when_little_was_expected(self, complaints):
        # 60 complaints in 60 days, then none in 3 or 4: by chance (60/63)^60 = 5.4% or (60/64)^60 = 2.1% of the time.
        early = complaint_backlog(complaints[complaints["date"] < "2026-03-18"], fixes=FIXES, today="2026-03-18")
        row = early.table.set_index("theme").loc["bill"]
        assert (row["state"], row["expected_after"]) == ("fixed, too early to tell", pytest.approx(3.0))
        later = complaint_backlog(complaints[complaints["date"] < "2026-03-19"], fixes=FIXES, today="2026-03-19")
        assert later.table.set_index("theme").loc["bill", "state"] == "stayed fixed"

    def test_a_theme_that_was_silent_before_its_fix_gives_the_fix_no_credit(self):
        # Eight complaints in the first eight days, then silence for half a year, then the fix. Had their rate stood, a
        # gap of 174 of 182 days would come (8/182)^8 of the time.
        days = [*pd.date_range("2026-01-01", periods=8), pd.Timestamp("2026-12-31")]
        table = pd.DataFrame({"date": days, "theme": ["old"] * 8 + ["other"]})
        fixes = pd.DataFrame({"theme": ["old"], "fixed_on": ["2026-07-02"]})
        found = complaint_backlog(table, fixes=fixes, today="2026-12-31")
        assert found.table.set_index("theme").loc["old", "state"] == "fixed, too early to tell"
        assert "nobody complained any more about 'old'" in found.text

    def test_fixes_of_themes_without_complaints_do_not_count_as_fixes_that_held(self, complaints):
        alone = complaint_backlog(complaints, fixes=FIXES)
        more = pd.concat([FIXES, pd.DataFrame({"theme": ["bil", "leter"], "fixed_on": ["2026-02-01"] * 2})])
        found = complaint_backlog(complaints, fixes=more)
        of_watched = [[said for said in one.sentences if "watched" in said] for one in (alone, found)]
        assert of_watched[0] == of_watched[1] != []

    @pytest.mark.parametrize(("before", "watched", "returns_at"), [(0.4, 3, 1), (2.2, 3, 5)])
    def test_a_fix_that_does_nothing_is_seldom_called_one_that_stayed(self, rng, before, watched, returns_at):
        # So many complaints expected in 100 days before the fix, and the same rate for so many times as long after it.
        themes, days = 400, round(100 * watched)
        fixed_on = pd.Timestamp("2025-01-01") + pd.Timedelta(100, "D")
        dates, names = [pd.Timestamp("2025-01-01")], ["always there"]
        for number, (first, second) in enumerate(zip(rng.poisson(before, themes), rng.poisson(before * watched, themes),
                                                     strict=True)):
            dates += list(fixed_on - pd.to_timedelta(rng.integers(1, 101, first), "D"))
            dates += list(fixed_on + pd.to_timedelta(rng.integers(0, days, second), "D"))
            names += [f"theme {number}"] * (first + second)
        fixes = pd.DataFrame({"theme": [f"theme {number}" for number in range(themes)], "fixed_on": fixed_on})
        told = complaint_backlog(pd.DataFrame({"date": dates, "theme": names}), fixes=fixes, grace_days=0,
                                 today=fixed_on + pd.Timedelta(days - 1, "D"), returns_at=returns_at).table
        false = told["state"].eq("stayed fixed").sum() / themes
        assert false <= 0.05, "taking the old rate as known gave 10% at 0.4 expected"

    def test_how_often_silence_comes_by_chance_agrees_with_the_exact_test_of_statsmodels(self):
        from statsmodels.stats.rates import test_poisson_2indep as exact_test

        for before, first, second in ((4, 40, 66), (12, 300, 100), (1, 100, 300)):
            witness = exact_test(0, second, before, first, method="exact-cond", alternative="smaller").pvalue
            assert _chance_of_silence(before, first, second, 1) == pytest.approx(witness)

    def test_a_ledger_in_which_nothing_was_started_does_not_speak_of_those_started(self):
        told = measure_ledger(pd.DataFrame({"initiative": ["A"], "captured_on": ["2026-01-05"]}), today="2026-07-01")
        assert "No initiative has a day on which it was started" in told.text
        assert "those started" not in told.text

    def test_no_fix_is_said_to_have_held_for_longer_than_any_was_watched(self):
        before = pd.date_range("2026-01-01", "2026-02-28")
        seen = pd.DataFrame({"date": [*before, *before, pd.Timestamp("2026-03-20")],
                             "theme": ["bill"] * len(before) + ["wait"] * (len(before) + 1)})
        fixes = pd.DataFrame({"theme": ["bill", "wait"], "fixed_on": ["2026-03-01"] * 2})
        found = complaint_backlog(seen, fixes=fixes, today="2026-03-31", grace_days=14)
        assert "Of 2 fixes that were watched, 50% held for 17 days or more" in found.text
        assert "90 days" not in found.text

    def test_complaints_about_the_time_before_are_not_held_against_a_fix(self, complaints):
        more = pd.concat([complaints, pd.DataFrame({"date": [pd.Timestamp("2026-03-10")], "theme": ["bill"]})])
        assert complaint_backlog(more, fixes=FIXES).table.set_index("theme").loc["bill", "state"] == "stayed fixed"
        strict = complaint_backlog(more, fixes=FIXES, grace_days=0).table.set_index("theme")
        assert strict.loc["bill", "state"] == "returned"
        lenient = complaint_backlog(more, fixes=FIXES, grace_days=0, returns_at=2).table.set_index("theme")
        assert lenient.loc["bill", "state"] == "stayed fixed"

    def test_the_burn_up_adds_up(self, complaints):
        told = complaint_backlog(complaints, fixes=FIXES).burn_up
        assert told["month"].astype("str").tolist() == ["2026-01", "2026-02", "2026-03", "2026-04"]
        assert told["fixed"].tolist() == [0, 1, 2, 2]
        assert told["still_fixed"].tolist() == [0, 1, 1, 1]
        assert (told["open"] + told["still_fixed"] == told["known"]).all()
        assert told["complaints"].sum() == len(complaints)

    def test_ranks_that_chance_could_swap_are_wide_and_others_are_not(self):
        days = pd.date_range("2026-01-01", periods=300)
        table = complaint_backlog(pd.DataFrame({"date": days, "theme": ["a"] * 200 + ["b"] * 51 + ["c"] * 49})).table
        assert table[["rank_lower", "rank_upper"]].to_numpy().tolist() == [[1, 1], [2, 3], [2, 3]]

    def test_uncoded_complaints_are_counted_and_left_out(self, complaints):
        more = pd.concat([complaints, pd.DataFrame({"date": [None, "2026-02-01"], "theme": [None, "  "]})])
        table = complaint_backlog(more).table
        assert table["n"].eq(192).all() and table["n_missing"].eq(2).all()

    def test_a_theme_nobody_complains_about_is_kept_and_told(self, complaints):
        told = complaint_backlog(complaints, fixes=pd.DataFrame({"theme": ["bil"], "fixed_on": ["2026-03-01"]}))
        assert told.table.set_index("theme").loc["bil", "complaints"] == 0
        assert "No complaint carries 'bil'" in told.text

    def test_themes_become_initiatives_of_the_plan(self, complaints):
        backlog = complaint_backlog(complaints, fixes=FIXES)
        made = themes_to_initiatives(backlog, effort_fte=0.5, duration_quarters=2)
        assert made["initiative"].tolist() == ["Solve: wait", "Solve: letter"]
        assert made["track"].eq("Result Driven Innovation").all()
        assert made["status"].tolist() == ["captured", "captured"]
        assert made["value"].tolist() == pytest.approx([132 / 120 * 91.3125, 6 / 66 * 91.3125])
        assert themes_to_initiatives(backlog, themes="bill")["status"].tolist() == ["owned"]
        with pytest.raises(ValueError, match="there is no theme 'bil' in the backlog"):
            themes_to_initiatives(backlog, themes=["bil"])

    @pytest.mark.parametrize(("change", "message"), [
        ({"theme": "topic"}, "complaints lacks the column 'topic'; it has 'date', 'theme'"),
        ({"today": "2026-02-01"}, "there are complaints after today"),
        ({"today": "never"}, "today is 'never'"),
        ({"grace_days": -1, "returns_at": 0}, "grace_days is -1.*\nreturns_at is 0"),
        ({"fixes": FIXES.assign(fixed_on=["2025-12-01", "2027-01-01"])},
         "row 1: fixed_on of 'letter'.*\nrow 0: 'bill'"),
    ])
    def test_an_impossible_option_is_named(self, complaints, change, message):
        with pytest.raises(ValueError, match=message):
            complaint_backlog(complaints, **change)

    def test_a_table_without_themes_or_days_is_refused(self, complaints):
        with pytest.raises(ValueError, match="no complaint has a theme"):
            complaint_backlog(complaints.assign(theme=None))
        with pytest.raises(ValueError, match="192 complaints with a theme have no date"):
            complaint_backlog(complaints.assign(date=None))
        with pytest.raises(TypeError, match="complaints is no table; expected a DataFrame"):
            complaint_backlog([])

    def test_it_finds_back_which_simulated_fixes_held(self):
        wrong = total = 0
        for seed in range(6):
            complaints, fixes, truth = simulate_backlog(seed=seed)
            told = complaint_backlog(complaints, fixes=fixes, today=TODAY).table.set_index("theme")
            truth = truth.set_index("theme").loc[told.index]
            came_back = truth["returns_on"] <= pd.Timestamp(TODAY)
            assert not (told["state"].eq("returned") & truth["holds"].fillna(False)).any()
            judged = told["state"].isin(["returned", "stayed fixed"])
            wrong += int((told["state"].eq("stayed fixed") & came_back)[judged].sum())
            total += int(judged.sum())
        assert total > 40 and wrong / total < 0.1

    def test_a_simulated_backlog_holds_to_its_seed(self):
        for first, second in zip(simulate_backlog(seed=3), simulate_backlog(seed=3), strict=True):
            pd.testing.assert_frame_equal(first, second)
        with pytest.raises(ValueError, match="n_themes is 30; expected at most 24"):
            simulate_backlog(seed=1, n_themes=30)


class TestListFromExcel:
    """A list as it comes from Excel: rows carry the numbers that Excel shows."""

    PLAN = pd.DataFrame({
        "initiative": ["Principles", "Call back", "Fix bills", "Pilot", "Scale"],
        "track": ["Strategic Fundamental"] + ["Result Driven Innovation"] * 4,
        "duration_quarters": [2, 1, 1, 1, 2], "effort_fte": [1.0, 1.0, 1.5, 0.5, 1.0], "value": [5, 8, 9, 3, 12],
        "requires": [None, None, None, None, "Pilot"],
    }, index=[2, 3, 4, 5, 6])
    LIMITS = pd.Series(2.0, index=["2026Q1", "2026Q2", "2026Q3"])

    def refused(self, plan, **options):
        with pytest.raises(FrameError) as caught:
            select_initiatives(plan, self.LIMITS, **options)
        return str(caught.value)

    def test_all_faults_are_told_at_once_by_row_and_column(self):
        plan = self.PLAN.astype({"effort_fte": "object", "duration_quarters": "object", "value": "object"})
        plan.loc[3, "effort_fte"], plan.loc[4, "duration_quarters"], plan.loc[5, "value"] = -1, None, "n.v.t."
        plan.loc[5, "requires"], plan.loc[6, "requires"] = "Scale", "Pilot; Fix bils"
        said = self.refused(plan)
        assert said.startswith("5 faults in initiatives:")
        assert "row 3, column 'effort_fte': '-1' is below 0." in said
        assert "row 4, column 'duration_quarters': is missing for 'Fix bills'." in said
        assert "row 5, column 'value': is missing for 'Pilot'." in said
        assert "row 5, column 'requires': the order runs in a circle: 'Pilot' waits for 'Scale' waits for" in said
        assert "row 6, column 'requires': 'Fix bils' is not in the list." in said
        assert "Did you mean 'Fix bills'?" in said

    def test_an_initiative_that_requires_itself_is_named(self):
        said = self.refused(self.PLAN.assign(requires=[None, "Call back", None, None, "Something else"]))
        assert "row 3, column 'requires': 'Call back' is the initiative itself" in said
        assert "If it is finished, name it in done" in said

    def test_what_is_finished_may_be_required_and_needs_no_numbers(self):
        plan = self.PLAN.astype({"value": "Float64"})
        plan.loc[5, "value"] = pd.NA
        assert "row 5, column 'value'" in self.refused(plan)
        found = select_initiatives(plan, self.LIMITS, done="Pilot")
        assert "Scale" in found.table["initiative"].tolist()

    def test_windows_the_wrong_way_round_are_named(self):
        plan = self.PLAN.assign(earliest_start="2026Q2", latest_start=["2026Q3", "2026Q1", None, "2026Q2", "2026Q4"])
        assert "row 3, column 'latest_start': '2026Q1' lies before earliest_start (2026Q2)" in self.refused(plan)

    def test_order_may_be_a_table_of_two_columns(self):
        order = pd.DataFrame({"initiative": ["Scale", "Scale"], "requires": ["Pilot", "Call back"]})
        table = select_initiatives(self.PLAN, self.LIMITS, requires=order).table.set_index("initiative")
        assert "Scale" not in table.index or table.loc["Scale", "start"] > table.loc["Call back", "finish"]
        with pytest.raises(ValueError, match="requires lacks the column requires"):
            select_initiatives(self.PLAN, self.LIMITS, requires=order[["initiative"]])

    def test_a_quarter_that_is_missing_from_capacity_is_named(self):
        limits = pd.Series(2.0, index=["2026Q1", "2026Q2", "2026Q4"])
        with pytest.raises(ValueError, match="so 2026Q3 is missing"):
            select_initiatives(self.PLAN, limits)

    @pytest.mark.parametrize("language", ["en", "nl"])
    def test_the_template_takes_windows_running_and_moscow_and_the_plan_minds_them(self, tmp_path, language):
        path = write_template("initiatives", tmp_path / "list.xlsx", language=language)
        book = openpyxl.load_workbook(path)
        sheet, names = book.worksheets[0], [column.name for column in CONTRACTS["initiatives"].columns]
        yes, must = ("yes", "must") if language == "en" else ("ja", "must")
        rows = [{"initiative": "Under way", "track": "Result", "start": "2026Q1", "duration_quarters": 2,
                 "effort_fte": 1, "value": 1, "running": yes, "moscow": must},
                {"initiative": "Later", "track": "Result", "duration_quarters": 1, "effort_fte": 1, "value": 9,
                 "earliest_start": "2026Q3", "latest_start": "2026Q3", "requires": "Under way"}]
        for at, row in enumerate(rows, start=3):
            for name, value in row.items():
                sheet.cell(at, names.index(name) + 1).value = value
        book.save(path)
        good = read_initiatives(path).good
        assert good["running"].tolist()[0] and good["moscow"].tolist()[0] == "must"
        table = select_initiatives(good, self.LIMITS).table
        assert table["start"].astype("str").tolist() == ["2026Q1", "2026Q3"] and table.index.tolist() == [3, 4]
