"""Whatever table people hand over: a public function answers or refuses in words, and never changes what it was given.

Every public function that takes a table or a column stands in CASES (a test sees to that). Each is tried on a small
valid case spoilt in every way of SPOILT, one column at a time where that makes sense. It may return, or raise
ValueError, TypeError or FrameError with a sentence; an internal error (KeyError, AttributeError, ...), a warning or a
changed input is a fault.
"""

from __future__ import annotations

import copy
import inspect
import os
from collections.abc import Callable, Iterator
from zlib import crc32

import numpy as np
import pandas as pd
import pytest

import cxlab as cx

EMOTIONS = ["joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation"]
# The gate tries half of the spoilt tables (of slow functions a quarter) and a twelfth of the spoilt cells, always the
# same ones; with CXLAB_EVERYTHING=1 all.
EVERYTHING = bool(os.environ.get("CXLAB_EVERYTHING"))
SLOW = {"fit_handle_time", "simulate_complaints", "select_initiatives", "compare_rules", "trade_off_curve",
        "price_of_balance", "robust_selection", "check_items", "measure_ledger", "complaint_backlog",
        "summarise_complaints", "share_or_rate", "split_frame"}
DRAWING_ROOMS = {"plots", "report", "widgets", "theme", "lessons", "figures", "engines"}


def complaints() -> pd.DataFrame:
    return pd.DataFrame({
        "complaint_id": [f"C{i}" for i in range(12)],
        "text": ["She spoke far too fast, I could not follow her", "Ik verstond die meneer niet", "Thank you!",
                 "The bill is wrong and I am furious", "Hij mompelde", "I trust you will call back"] * 2,
        "date": pd.date_range("2026-01-01", periods=12), "call_id": [f"K{i}" for i in range(12)],
        "customer_id": [f"P{i % 5}" for i in range(12)], "team": list("AABB") * 3,
        "theme": ["bill", "pace", "wait"] * 4})


def calls(n: int = 48) -> pd.DataFrame:
    wide = np.arange(n)
    return pd.DataFrame({
        "call_id": [f"K{i}" for i in wide], "date": pd.Timestamp("2026-01-01") + pd.to_timedelta(wide * 7, unit="D"),
        "customer_id": [f"P{i % 17}" for i in wide], "agent_id": [f"A{i % 7}" for i in wide],
        "team": np.where(wide % 2, "Alder", "Birch"), "site": np.where(wide % 3, "Mill", "Tower"),
        "topic": np.where(wide % 4, "billing", "health"), "outcome": np.where(wide % 5 < 2, "refused", "granted"),
        "line_quality": np.where(wide % 3, "good", "poor"), "handle_minutes": 4.0 + wide % 5,
        "repeat_call": pd.array(wide % 6 == 0, dtype="boolean"), "lost": pd.array(wide % 4 == 0, dtype="boolean"),
        "emotion": np.where(wide % 3, "calm", "fear")})


def codings() -> pd.DataFrame:
    return pd.DataFrame({"item": np.repeat(np.arange(8), 2), "coder": list("ab") * 8,
                         "code": (["yes", "yes", "no", "no", "no", "yes", "no", "no"] * 2)})


def labels() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return pd.DataFrame({name: pd.array(rng.random(24) < 0.4, dtype="boolean") for name in EMOTIONS})


def scores() -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(2).random((24, 8)), columns=EMOTIONS)


def journeys() -> pd.DataFrame:
    rows = [("New", version, step, rater, emotion) for version in ("as-is", "to-be") for rater in "ABC"
            for step, emotion in enumerate(["joy", "anger" if version == "as-is" else "trust", "fear"], start=1)]
    return pd.DataFrame(rows, columns=["persona", "version", "step", "rater", "emotion"]).assign(intensity=2)


def initiatives() -> pd.DataFrame:
    return pd.DataFrame({
        "initiative": ["Principles", "Call back", "Fix bills", "Train"],
        "track": ["Strategic Fundamental", "Result Driven Innovation"] * 2, "status": ["started", "delivered"] * 2,
        "start": ["2026Q1", "2026Q1", "2026Q2", "2026Q2"], "duration_quarters": [2, 1, 1, 1],
        "effort_fte": [1.0, 1.0, 1.5, 0.5], "value": [5.0, 8.0, 9.0, 2.0], "low": [4.0, 7.0, 6.0, 1.0],
        "high": [6.0, 9.0, 12.0, 3.0], "description": ["CX strategy", "Ring the customer back", "Mend", "Training"]})


def capacity() -> pd.Series:
    return pd.Series(2.0, index=["2026Q1", "2026Q2"])


def ledger() -> pd.DataFrame:
    return pd.DataFrame({
        "initiative": ["Call back", "Fix bills", "Principles"],
        "started_on": ["2026-01-05", "2026-02-02", "2026-03-02"],
        "delivered_on": ["2026-03-06", "2026-06-30", None], "measured_on": ["2026-05-06", "2026-08-31", None],
        "promised_value": [40, 30, 20], "measured_value": [42.0, 12.0, None]})


def table() -> pd.DataFrame:
    return pd.DataFrame({"team": list("ABC"), "count": [0, 3, 40], "n": [50, 60, 70], "estimate": [0.0, 0.05, 0.57],
                         "ci_lower": [0.0, 0.02, 0.46], "ci_upper": [0.07, 0.14, 0.68]})


def counts() -> dict[str, pd.Series]:
    return {"events": pd.Series([4, 9, 40, 7, 8, 6, 5, 9]), "n": pd.Series([200, 300, 500, 210, 260, 240, 250, 280])}


def codes() -> pd.DataFrame:
    return cx.intelligibility.code_complaints(complaints()["text"])


def evaluation():
    return cx.intelligibility.evaluate_codes(codes(), pd.Series([True, True, False, False, True, False] * 2))


def sample():
    return cx.intelligibility.draw_listening_sample(calls()[["call_id", "line_quality"]], 6, seed=1)


def sheet() -> pd.DataFrame:
    filled = cx.intelligibility.coding_sheet(sample())
    filled["could_follow"] = (["yes", "no", "yes"] * len(filled))[:len(filled)]
    return filled


def texts() -> pd.Series:
    return complaints()["text"]


def group() -> pd.DataFrame:
    one = codings().rename(columns={"item": "complaint_id", "code": "status"}).drop(columns="coder")
    return one.replace({"yes": "complaint"}).drop_duplicates("complaint_id")


def bank() -> pd.DataFrame:
    return cx.study.load_bank().groupby("area").head(2).reset_index(drop=True)


def answers() -> pd.DataFrame:
    return cx.study.simulate_answers(bank(), 12, seed=1)


def quiz_scores() -> pd.DataFrame:
    quiz = cx.study.draw_quiz(bank(), 6)
    for number in range(1, 5):
        quiz = cx.study.answer_question(quiz, number, number % 4 + 1)
    return cx.study.score_quiz(quiz)


def case(function: Callable, **arguments) -> tuple[Callable, dict[str, Callable]]:
    """A function and how its arguments are made; what makes a frame or column is spoilt, the rest is given as it is."""
    return function, arguments


E, S, P, J = cx.emotions, cx.intelligibility, cx.portfolio, cx.journeys
CASES = {name: case(function, **arguments) for name, function, arguments in [
    ("check_frame", cx.frames.check_frame, {"frame": complaints, "contract": "complaints"}),
    ("split_frame", cx.frames.split_frame, {"frame": calls, "contract": "calls"}),
    ("check initiatives", cx.frames.check_frame, {"frame": initiatives, "contract": "initiatives"}),
    ("infer_dayfirst", cx.frames.infer_dayfirst, {"values": lambda: pd.Series(["28-02-2026", "01-03-2026"])}),
    ("infer_decimal", cx.frames.infer_decimal, {"values": lambda: pd.Series(["1,5", "2,25"])}),
    ("agreement_by_code", cx.agreement.agreement_by_code, {"codes": codings, "n_resamples": 40}),
    ("cohen_kappa", cx.agreement.cohen_kappa, {"codes": codings}),
    ("fleiss_kappa", cx.agreement.fleiss_kappa, {"codes": codings, "n_resamples": 40}),
    ("krippendorff_alpha", cx.agreement.krippendorff_alpha, {"codes": codings, "n_resamples": 40}),
    ("percent_agreement", cx.agreement.percent_agreement, {"codes": codings}),
    ("score_emotions", E.score_emotions, {"texts": texts}),
    ("score_emotions trained", E.score_emotions, {"texts": texts, "engine": "trained"}),
    ("grade_emotions", E.grade_emotions, {"texts": texts}),
    ("label_emotions", E.label_emotions, {"scores": scores}),
    ("dyad_scores", E.dyad_scores, {"scores": scores}),
    ("emotion_profile", E.emotion_profile, {"labels": labels}),
    ("emotion_profile by", E.emotion_profile, {"labels": labels, "by": lambda: pd.Series(list("AB") * 12)}),
    ("compare_profiles", E.compare_profiles, {"labels": labels, "by": lambda: pd.Series(list("AB") * 12),
                                              "resamples": 50}),
    ("evaluate_emotions", E.evaluate_emotions, {"labels": labels, "truth": labels}),
    ("tune_thresholds", E.tune_thresholds, {"scores": scores, "labels": labels}),
    ("fit_handle_time", E.fit_handle_time, {"calls": calls}),
    ("detect_language", cx.language.detect_language, {"texts": texts}),
    ("resolve_language", cx.language.resolve_language, {"texts": texts}),
    ("summarise_languages", cx.language.summarise_languages, {"languages": lambda: pd.Series(["en", "nl", "unsure"])}),
    ("mask", cx.privacy.mask, {"texts": texts}),
    ("escape_all", cx.privacy.escape_all, {"texts": texts}),
    ("suppress", cx.privacy.suppress, {"table": table}),
    ("safe_cells", cx.privacy.safe_cells, {"frame": complaints}),
    ("restore_cells", cx.privacy.restore_cells, {"frame": complaints}),
    ("refuse_personal_columns", cx.privacy.refuse_personal_columns, {"frame": complaints}),
    ("show_table", cx.tables.show_table, {"frame": table}),
    ("code_complaints", S.code_complaints, {"texts": texts}),
    ("summarise_complaints", S.summarise_complaints, {"codes": codes}),
    ("summarise_complaints by", S.summarise_complaints, {"codes": codes, "by": lambda: complaints()["team"]}),
    ("cause_shares", S.cause_shares, {"codes": codes}),
    ("evaluate_codes", S.evaluate_codes, {"codes": codes, "truth": lambda: pd.Series([True, False] * 6)}),
    ("rate_complaints", S.rate_complaints, {"base": lambda: cx.linkage.rate_base(cx.join_calls(complaints(), calls()),
                                                                                by="team"), "by": "team"}),
    ("adjust_rates", S.adjust_rates, {"calls": calls, "event": "lost", "mix": ["outcome"]}),
    ("measure_line", S.measure_line, {"calls": calls}),
    ("find_repeats", S.find_repeats, {"calls": calls}),
    ("did_it_help", S.did_it_help, {"calls": calls, "event": "lost", "treated": ["Alder"],
                                    "intervention": "2026-09-01"}),
    ("repeat_call_effect", S.repeat_call_effect, {"calls": calls, "not_followed": "lost", "adjust": ["outcome"]}),
    ("draw_listening_sample", S.draw_listening_sample, {"calls": calls, "n": 6, "strata": "line_quality", "seed": 1}),
    ("score_listening", S.score_listening, {"sheet": sheet, "sample": sample()}),
    ("check_codebook", S.check_codebook, {
        "codebook": lambda: cx.lexicons.load_lexicon("intelligibility_en").head(20)}),
    ("join_calls", cx.join_calls, {"complaints": complaints, "calls": calls}),
    ("share_or_rate", cx.linkage.share_or_rate, {"complaints": complaints, "calls": calls, "by": "team"}),
    ("convert_faces", J.convert_faces, {"faces": lambda: pd.DataFrame({"step": [1, 2], "step_name": ["a", "b"],
                                                                       "face": ["🙂", "unhappy"]})}),
    ("measure_agreement", J.measure_agreement, {"journeys": journeys, "n_resamples": 40}),
    ("measure_steps", J.measure_steps, {"journeys": journeys}),
    ("measure_valence", J.measure_valence, {"journeys": journeys}),
    ("measure_peak_end", J.measure_peak_end, {"journeys": journeys}),
    ("measure_transitions", J.measure_transitions, {"journeys": journeys}),
    ("compare_versions", J.compare_versions, {"journeys": journeys}),
    ("mean_ci", cx.intervals.mean_ci, {"values": lambda: pd.Series([1.0, 4, 2, 5, 3])}),
    ("bootstrap_ci", cx.intervals.bootstrap_ci, {"values": lambda: pd.Series([1.0, 4, 2, 5, 3]),
                                                 "statistic": np.mean, "n_resamples": 40}),
    ("proportion_ci", cx.intervals.proportion_ci, {"count": lambda: counts()["events"], "n": lambda: counts()["n"]}),
    ("rate_ci", cx.intervals.rate_ci, {"events": lambda: counts()["events"], "exposure": lambda: counts()["n"]}),
    ("nps_ci", cx.intervals.nps_ci, {"promoters": lambda: counts()["events"], "passives": lambda: counts()["events"],
                                     "detractors": lambda: counts()["events"]}),
    ("funnel_limits", cx.funnel.funnel_limits, {"events": lambda: counts()["events"], "n": lambda: counts()["n"]}),
    ("shrink_rates", cx.shrinkage.shrink_rates, {"events": lambda: counts()["events"], "n": lambda: counts()["n"]}),
    *((name, getattr(cx.spc, name), {"events": lambda: counts()["events"], second: lambda: counts()["n"]})
      for name, second in (("p_chart", "n"), ("p_prime_chart", "n"), ("u_chart", "exposure"),
                           ("u_prime_chart", "exposure"))),
    ("c_chart", cx.spc.c_chart, {"events": lambda: counts()["events"]}),
    ("run_chart", cx.spc.run_chart, {"values": lambda: counts()["events"]}),
    ("xmr_chart", cx.spc.xmr_chart, {"values": lambda: counts()["events"]}),
    ("days_in_period", cx.timeseries.days_in_period, {"index": lambda: pd.Series(["2016-01-01", "2016-02-01"])}),
    ("interrupted_series", cx.timeseries.interrupted_series, {
        "events": lambda: pd.Series([61, 58, 63, 60, 57, 62, 64, 59, 42, 45, 40, 44, 43, 41, 46, 42]),
        "intervention": 8}),
    ("fit_mixed_logistic", cx.mixed.fit_mixed_logistic, {
        "events": lambda: pd.Series([9, 5, 12, 8, 4, 1, 7, 5]), "group": list("AABBCCDD"), "n": 40,
        "terms": lambda: pd.DataFrame({"trained": [0, 1] * 4})}),
    ("code_track", P.code_track, {"descriptions": lambda: initiatives()["description"]}),
    ("find_themes", P.find_themes, {"descriptions": lambda: initiatives()["description"]}),
    ("running_in", P.running_in, {"initiatives": initiatives, "quarter": "2026Q1"}),
    ("measure_balance", P.measure_balance, {"initiatives": initiatives}),
    ("three_questions", P.three_questions, {"initiatives": initiatives}),
    ("select_initiatives", P.select_initiatives, {"initiatives": initiatives, "capacity": capacity}),
    ("compare_rules", P.compare_rules, {"initiatives": initiatives, "capacity": capacity}),
    ("trade_off_curve", P.trade_off_curve, {"initiatives": initiatives, "capacity": capacity, "near": "value",
                                            "long": "low"}),
    ("price_of_balance", P.price_of_balance, {"initiatives": initiatives, "capacity": capacity, "bands": [(0.4, 0.6)]}),
    ("robust_selection", P.robust_selection, {"initiatives": initiatives, "capacity": capacity, "low": "low",
                                              "high": "high", "draws": 3}),
    ("scenario_values", P.scenario_values, {"initiatives": initiatives, "plans": {"one": ["Train"]}, "draws": 50}),
    ("measure_ledger", P.measure_ledger, {"ledger": ledger, "today": "2026-09-30"}),
    ("complaint_backlog", P.complaint_backlog, {"complaints": complaints, "today": "2026-03-31"}),
    ("measure_trend", E.measure_trend, {"labels": labels, "dates": lambda: pd.Series(pd.date_range(
        "2026-01-01", periods=24, freq="9D"))}),
    ("emotion_profile weighted", E.emotion_profile, {
        "labels": labels, "weights": lambda: pd.Series([1.0, 2.0] * 12),
        "grades": lambda: pd.DataFrame(np.tile([0, 1, 2, 3], (24, 2)), columns=EMOTIONS)}),
    ("check_word_list", E.check_word_list, {"words": lambda: pd.DataFrame({
        "term": ["blackout*", "killer deal"], "emotion": ["fear", None], "intensity": [3, None],
        "language": ["en", None]})}),
    ("correct_rates", S.correct_rates, {"found": lambda: counts()["events"], "texts": lambda: counts()["n"],
                                        "evaluation": evaluation()}),
    ("measure_class", cx.classroom.measure_class, {"codings": lambda: codings().rename(
        columns={"item": "complaint_id", "code": "status"}).replace({"yes": "complaint"})}),
    ("gather_codings", lambda one: cx.classroom.gather_codings({"a": one, "b": group()}), {
        "one": group}),
    *((name, getattr(cx.study, name), {"responses": answers, "key": lambda: bank().set_index("item_id")["key"]})
      for name in ("measure_items", "measure_distractors", "measure_reliability")),
    ("measure_areas", cx.study.measure_areas, {"scores": quiz_scores}),
    ("check_items", cx.study.check_items, {"bank": bank}), ("measure_cues", cx.study.measure_cues, {"bank": bank}),
    ("draw_quiz", cx.study.draw_quiz, {"bank": bank, "n": 4}),
    ("draw_next", cx.study.draw_next, {"scores": quiz_scores, "n": 3}),
    ("draw_mock", cx.study.draw_mock, {"bank": bank, "n": 5}),
    ("map_lessons", cx.study.map_lessons, {"bank": bank}), ("start_cards", cx.study.start_cards, {"bank": bank}),
    ("simulate_answers", cx.study.simulate_answers, {"bank": bank}),
    ("simulate_complaints", cx.simulate.simulate_complaints, {
        "calls": lambda: cx.simulate.simulate_calls(60, seed=1)[0],
        "truth": lambda: cx.simulate.simulate_calls(60, seed=1)[1], "seed": 1, "n": 10}),
]}
# Public functions that take a table but are tried elsewhere, each with the reason.
ELSEWHERE = {
    "fit_emotions": "takes minutes a case; tests/test_emotions_trained.py spoils its input",
    "simulate_codings": "takes tables that simulate_company made", "simulate_ratings": "as simulate_codings",
    "write_refused": "takes a Reading", "rate_base": "takes a CallLink; tried inside rate_complaints",
    "coding_sheet": "takes a ListeningSample", "themes_to_initiatives": "takes a Backlog",
    "repeat_call_cost": "takes a RepeatEffect", "correct_rates": "takes an Evaluation and counts",
    "planned_handle_time": "takes a HandleTime", "why_not": "takes a Selection", "claim_check": "takes single numbers",
    "read_drop": "takes single numbers", "funnel_power": "takes numbers", "export_codes": "writes a workbook",
    "write_listening": "writes workbooks", "write_plan": "as write_listening", "write_bank": "writes a file",
    "merge_corrections": "tests/test_workbooks.py", "describe_faults": "takes the faults of check_frame",
    "say_fault": "takes one fault",
}


def spoil_frame(frame: pd.DataFrame) -> Iterator[tuple[str, object]]:
    """Yield the ways in which a table from the world differs from the one we would like."""
    yield "as it is", frame
    yield "no rows", frame.iloc[:0]
    yield "one row", frame.iloc[:1]
    yield "index stands twice", frame.set_axis([7] * len(frame))
    yield "index of words, backwards", frame.set_axis([f"r{i}" for i in range(len(frame), 0, -1)])
    yield "index in two levels", frame.set_axis(pd.MultiIndex.from_arrays([range(len(frame))] * 2))
    yield "all categories", frame.astype("category")
    yield "all object", frame.astype("object")
    yield "all words", frame.astype("object").map(str, na_action="ignore")
    yield "a column twice", pd.concat([frame, frame.iloc[:, :1]], axis=1)
    yield "column names that are numbers", frame.set_axis(range(frame.shape[1]), axis=1)
    yield "a list", frame.to_numpy().tolist()
    yield "nothing", None
    for name in frame.columns:
        yield f"{name} missing", frame.drop(columns=name)
        for how, column in spoil_column(frame[name]):
            if EVERYTHING or crc32(f"{name} {how} {frame.shape}".encode()) % 12 == 0:
                yield f"{name}: {how}", frame.assign(**{name: column})


def spoil_column(column: pd.Series) -> Iterator[tuple[str, object]]:
    words = pd.Series(["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "مرحبا 👩‍🚀 \u202eabc", "a\x00b", "", " "],
                      dtype="object")
    fill = [words.iloc[i % len(words)] for i in range(len(column))]
    mixed = ["A" if i % 2 else 1 for i in range(len(column))]
    yield "words and numbers", pd.Series(mixed, index=column.index, dtype="object")
    yield "all missing", column.mask(pd.Series(True, index=column.index))
    yield "one missing", column.mask(pd.Series(np.arange(len(column)) == 1, index=column.index))
    yield "strange words", pd.Series(fill, index=column.index, dtype="object")
    yield "huge numbers", pd.Series(1e308, index=column.index)
    yield "endless numbers", pd.Series(np.inf, index=column.index)
    yield "negative numbers", pd.Series(-3, index=column.index)
    yield "lists", pd.Series([[1, 2]] * len(column), index=column.index, dtype="object")
    yield "dates with a time zone", pd.Series(pd.Timestamp("2026-01-01", tz="UTC"), index=column.index)


def spoil(value) -> Iterator[tuple[str, object]]:
    if isinstance(value, pd.DataFrame):
        yield from spoil_frame(value)
        return
    yield "as it is", value
    yield "no rows", value.iloc[:0]
    yield "one row", value.iloc[:1]
    yield "index stands twice", value.set_axis([7] * len(value))
    yield "categories", value.astype("category")
    yield "object", value.astype("object")
    yield "nothing", None
    yield from spoil_column(value)


def same(one, other) -> bool:
    if isinstance(one, pd.DataFrame):
        return one.equals(other) and list(one.columns) == list(other.columns) and one.index.equals(other.index) \
            and list(one.dtypes) == list(other.dtypes) and one.attrs == other.attrs
    if isinstance(one, pd.Series):
        return one.equals(other) and one.index.equals(other.index) and one.dtype == other.dtype and \
            one.name == other.name
    return repr(one) == repr(other)


def try_out(function: Callable, arguments: dict) -> str | None:
    """Return what is wrong with how a function takes these arguments; None when it answers or refuses well."""
    before = {name: copy.deepcopy(value) for name, value in arguments.items()}
    wrong = None
    try:
        function(**arguments)
    except (ValueError, TypeError) as error:
        said = str(error)
        if len(said) < 15 or " " not in said:
            wrong = f"says only {said!r}"
        elif not _is_ours(error):
            wrong = f"lets through {type(error).__name__}: {said[:150]}"
    except Exception as error:  # the kinds of error that no user should see
        wrong = f"{type(error).__name__}: {str(error)[:150]}"
    changed = [name for name, value in arguments.items() if not same(before[name], value)]
    return f"changed {', '.join(changed)}" if changed else wrong


def _is_ours(error: BaseException) -> bool:
    """Say whether an error was raised by a line of ours, and not by a library underneath."""
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    return "/cxlab/" in trace.tb_frame.f_code.co_filename.replace("\\", "/")


@pytest.mark.parametrize("name", CASES)
def test_a_spoilt_table_is_answered_or_refused_in_words_and_never_changed(name):
    function, arguments = CASES[name]
    made = {key: value() if callable(value) and value is not np.mean else value for key, value in arguments.items()}
    spoilable = [key for key, value in made.items() if isinstance(value, pd.DataFrame | pd.Series)]
    assert spoilable
    wrong = []
    for key in spoilable:
        for how, value in spoil(made[key]):
            if not EVERYTHING and crc32(f"{name} {key} {how}".encode()) % (4 if name in SLOW else 2):
                continue
            fault = try_out(function, {**made, key: value})
            if fault:
                wrong.append(f"{key}, {how}: {fault}")
    assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong[:40])


def takes_a_table(function: Callable) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    said = str(first.annotation) if first is not None else ""
    return "DataFrame" in said or "Series" in said or (first is not None and first.name in {
        "texts", "events", "values", "count", "initiatives", "ledger", "complaints", "promoters", "index"})


def test_every_public_function_that_takes_a_table_is_tried_here():
    tried = {function.__name__ for function, _ in CASES.values()} | set(CASES) | set(ELSEWHERE)
    for room in set(cx.ROOMS) - DRAWING_ROOMS:
        module = getattr(cx, room)
        for name in getattr(module, "__all__", ()):
            function = getattr(module, name)
            if inspect.isfunction(function) and function.__module__.startswith(f"cxlab.{room}") and \
                    takes_a_table(function):
                assert name in tried, f"cxlab.{room}.{name} takes a table: add it to CASES"


# ---------------------------------------------------------------- faults that the spoilt tables brought to light

def test_repeated_row_labels_do_not_change_the_handle_time():
    one, twice = (E.fit_handle_time(table).table for table in (calls(), calls().set_axis([7] * 48)))
    pd.testing.assert_frame_equal(one, twice)


def test_yes_and_no_written_as_words_count_as_yes_and_no():
    words = codes().astype({"complaint": "object"}).assign(complaint=lambda table: table["complaint"].map(
        {True: "True", False: "False"}, na_action="ignore"))
    assert (words["complaint"] == "False").any()
    pd.testing.assert_frame_equal(S.summarise_complaints(words), S.summarise_complaints(codes()))
    pd.testing.assert_frame_equal(S.cause_shares(words), S.cause_shares(codes()))


def test_a_start_written_as_text_or_in_months_is_read_or_refused():
    assert P.running_in(initiatives(), "2026Q1").tolist() == [True, True, False, False]
    months = initiatives().assign(start=pd.PeriodIndex(["2026-01"] * 4, freq="M"))
    with pytest.raises(ValueError, match=r"'2026-01' is not a quarter\. Expected a quarter such as 2026Q1"):
        P.running_in(months, "2026Q1")


def test_a_duration_beyond_any_plan_is_refused_before_it_takes_memory():
    with pytest.raises(ValueError, match="row 2, column 'duration_quarters': '1000000000' is longer than any plan"):
        P.select_initiatives(initiatives().assign(duration_quarters=[1, 1, 10**9, 1]), capacity())
    far = initiatives().assign(start=["2026Q1", "9026Q1", "2026Q1", "2026Q1"])
    with pytest.raises(ValueError, match="the list runs from 2026Q1 to 9026Q1; expected 400 quarters or fewer"):
        P.measure_balance(far, per_quarter=True)


def test_calls_with_a_time_zone_are_not_linked_by_guess():
    with pytest.raises(ValueError, match=r"the column date of calls has a time zone \(UTC\); put both tables in local"):
        cx.join_calls(complaints(), calls().assign(date=calls()["date"].dt.tz_localize("UTC")))


def test_groups_that_are_words_and_numbers_are_put_in_order():
    base = pd.DataFrame({"team": ["North", 2, 1], "events": [3, 4, 5], "calls": [900, 800, 700]})
    assert S.rate_complaints(base)["team"].tolist() == [1, 2, "North"]
