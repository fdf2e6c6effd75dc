"""Files and texts that mean harm, or are merely broken: read or refused in words, in time that grows with their size.

What a customer typed never runs, and never reaches a page but as text.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from html.parser import HTMLParser

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cxlab as cx
from cxlab.emotions import grade_emotions, highlight_emotions, score_emotions
from cxlab.intelligibility import code_complaints
from cxlab.language import detect_language
from cxlab.portfolio import code_track
from cxlab.privacy import mask
from cxlab.report import write_report

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
# ---------------------------------------------------------------- files


def read(path, reader=cx.read_complaints):
    """Read a file: what it gave, or the sentence with which it was refused; any other error is a fault of ours."""
    try:
        return reader(path)
    except (ValueError, FileNotFoundError) as refused:
        error = refused
    trace = error.__traceback__
    while trace.tb_next is not None:
        trace = trace.tb_next
    assert "/cxlab/" in trace.tb_frame.f_code.co_filename.replace("\\", "/"), f"not our error: {error!r}"
    assert len(str(error).split()) > 3
    return str(error)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


harm = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@harm
@given(content=st.binary(max_size=400), kind=st.sampled_from(["csv", "txt", "xlsx"]),
       header=st.sampled_from([b"", b"text;date\n", b"Klacht,Datum\r\n", b"\xff\xfet\x00"]))
def test_any_bytes_are_read_or_refused_in_words(folder, content, header, kind):
    path = folder / f"bytes.{kind}"
    path.write_bytes(header + content)
    read(path)


@harm
@given(cells=st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=4), max_size=6),
       delimiter=st.sampled_from(";,\t|:^ "), quote=st.sampled_from(['"', "'", '""', ""]),
       line_end=st.sampled_from(["\n", "\r\n", "\r", "\n\r"]), encoding=st.sampled_from(ENCODINGS))
def test_any_delimiter_quote_and_encoding_is_read_or_refused_in_words(folder, cells, delimiter, quote, line_end,
                                                                      encoding):
    rows = [["text", "date", "team"], *cells]
    text = line_end.join(delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in rows)
    path = folder / "table.csv"
    path.write_bytes(text.encode(encoding, errors="replace"))
    read(path)


def book() -> bytes:
    made = openpyxl.Workbook()
    for row in [["text", "date"], *[[f"I could not follow her, {i}", "2026-01-01"] for i in range(30)]]:
        made.active.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


@harm
@given(data=st.data())
def test_a_workbook_cut_short_or_damaged_is_read_or_refused_in_words(folder, data):
    content = bytearray(BOOK)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=6)):
        content[place] ^= 0xFF
    path = folder / "damaged.xlsx"
    path.write_bytes(bytes(content[:data.draw(st.integers(0, len(content)))]))
    read(path)


BOOK = book()


def test_a_workbook_that_swells_when_unpacked_is_read_or_refused_in_words(folder):
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(io.BytesIO(BOOK)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b"</sheetData>", b" " * 20_000_000 + b"</sheetData>")
            new.writestr(name, content)
    assert path.stat().st_size < 100_000
    read(path)


@pytest.mark.parametrize("content", [
    "text;date\nI could\x00not follow;2026-01-01\n", "text;date\n\x00\x00\x00", "\x00text;date\n",
    "text\n" + "\x00" * 999], ids=["in a cell", "a row", "in the header", "many"])
def test_zero_bytes_are_read_or_refused_in_words(folder, content):
    path = folder / "zeros.csv"
    path.write_text(content, encoding="utf-8")
    read(path)


@pytest.mark.parametrize("text", [
    "a " * 60_000, "مرحبا بالعالم \u202e\u202d abc", "👩\u200d🚀 𝒶𝒷𝒸 🏳️\u200d🌈", "e\u0301" * 50],
    ids=["long", "right to left", "astral", "combining"])
def test_long_and_rare_texts_come_through_whole(folder, text):
    path = folder / "rare.csv"
    path.write_text(f"text;team\nI could not follow her;A\n{text};B\n", encoding="utf-8")
    assert cx.read_complaints(path).good["text"].iloc[1].strip() == text.strip()


def test_a_cell_of_one_megabyte_is_set_aside_with_the_reason_and_the_rest_is_read(folder):
    path = folder / "long.csv"
    path.write_text("text;team\nI could not follow her;A\n" + "a " * 500_000 + ";B\nFine;C\n", encoding="utf-8")
    reading = cx.read_complaints(path)
    assert reading.good["team"].tolist() == ["A", "C"]
    assert "more than 131,072 characters" in reading.faults["problem"].iloc[0]


def test_an_unclosed_quote_over_many_rows_does_not_hang_the_reader(folder):
    def cost(rows):
        path = folder / "quote.csv"
        path.write_text("text;team\n" + 'He said "no;A\n"open;B\n' * rows, encoding="utf-8")
        return least(lambda: read(path))
    assert_grows_with_size(cost(2_000), cost(8_000))


# ---------------------------------------------------------------- hostile texts

HOSTILE = {
    "could not": "could not ", "shouting": "aaaa!!!!", "brackets": "((((", "nested quotes": "\"'“‘”’", "emoji": "😡",
    "joiners": "👩\u200d🚀\u200d", "negations": "no not never ", "digits": "06-1234 ", "addresses": "a@b.",
    "dots": "...", "dutch": "verstond verstaan niet ", "white space": " \t\n", "accents": "e\u0301", "links": "http://www.a/",
}
DOERS = {
    "score_emotions": score_emotions, "score_emotions trained": lambda s: score_emotions(s, engine="trained"),
    "grade_emotions": grade_emotions, "code_complaints": code_complaints,
    "code_complaints Dutch": lambda s: code_complaints(s, language="nl"), "mask": mask,
    "detect_language": detect_language, "code_track": lambda s: code_track(s, language="en"),
    "code_track Dutch": lambda s: code_track(s, language="nl"),
}


def least(work, times: int = 2) -> float:
    """The least processor time of a few runs: other work on the machine only ever adds."""
    costs = []
    for _ in range(times):
        start = time.process_time()
        work()
        costs.append(time.process_time() - start)
    return min(costs)


def assert_grows_with_size(small: float, large: float) -> None:
    """Four times the text costs some four times the work, not sixteen. Under 50 ms clocks are too rough."""
    assert large < max(9 * small, 0.05), f"{small:.3f} s became {large:.3f} s for four times as much"


@pytest.mark.parametrize("name", DOERS)
def test_work_on_hostile_repeats_grows_no_faster_than_the_text(name):
    DOERS[name](pd.Series(["Once, so that word lists are loaded."]))
    for unit in list(HOSTILE.values())[::3 if "code_track" in name else 1]:
        cost = [least(lambda size=size, unit=unit: DOERS[name](pd.Series([(unit * size)[:size]])))
                for size in (2_000, 8_000)]
        assert_grows_with_size(*cost)


@pytest.mark.parametrize("name", [name for name in DOERS if "code_track" not in name])
def test_a_verbatim_of_one_megabyte_is_read(name):
    text = ("I could not follow her, she spoke far too fast. " * 22_000)[:1_000_000]
    answer = DOERS[name](pd.Series([text], index=["C1"]))
    assert list(answer.index) == ["C1"]
    assert answer.notna().to_numpy().any()


def test_a_hundred_thousand_emoji_are_read_and_mean_anger():
    assert score_emotions(pd.Series(["😡" * 100_000]), language="en").loc[0, "anger"] > 0.5


# ---------------------------------------------------------------- what a customer typed never runs

ATTACK = ("<script>alert(1)</script><img src=x onerror=alert(2)> ![x](http://evil.example/y.png) {{ 7*7 }} {% raw %} "
          "%%bash rm =cmd|' /C calc'!A0 </style><svg onload=alert(3)> \" onmouseover=\"alert(4)")


class Looker(HTMLParser):
    """Collects what a browser would load or run."""

    def __init__(self, page: str):
        super().__init__()
        self.tags, self.words, self.handlers = [], "", []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.handlers += [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data):
        self.words += data


def assert_harmless(page: str) -> None:
    seen = Looker(page)
    assert not seen.handlers
    assert not {"script", "svg", "iframe", "object", "embed", "img"} & set(seen.tags)
    assert "<script>alert(1)</script>" in seen.words  # it is there, as words
    assert "{{ 7*7 }}" in seen.words


@pytest.mark.parametrize("make", [
    lambda: highlight_emotions(f"{ATTACK} I am furious"),
    lambda: cx.tables.show_table(pd.DataFrame({ATTACK: [ATTACK], "n": [7]}), ATTACK)._repr_html_(),
], ids=["highlight_emotions", "show_table"])
def test_what_a_customer_typed_reaches_a_notebook_as_text_only(make):
    assert_harmless(make())


@pytest.mark.parametrize("core", ["intelligibility", "portfolio"])
def test_what_a_customer_typed_reaches_a_report_as_text_only(folder, core):
    path = folder / f"{core}.csv"
    if core == "portfolio":
        plan = cx.datasets.load_initiatives()
        plan = plan.assign(initiative=plan["initiative"] + " " + ATTACK, description=ATTACK, owner_role=ATTACK)
        plan = plan.drop(columns="requires", errors="ignore")
        plan.to_csv(path, index=False, sep=";", decimal=",")
    else:
        said = f"{ATTACK} I am furious, I could not understand the agent, she mumbled"
        table = pd.DataFrame({"text": [said, "Fine, thank you"] * 20, "team": ["A" + ATTACK, "B" + ATTACK] * 20})
        table.to_csv(path, index=False)
    report = write_report(core, path, out=folder / f"{core}.html")
    page = report.path.read_text(encoding="utf-8")
    seen = Looker(page)
    assert not seen.handlers
    assert not {"script", "svg", "iframe"} & set(seen.tags)
    assert "{{ 7*7 }}" in seen.words or "7*7" not in page
    for tag in ("<script", "<svg", "onerror=alert(2)>"):
        assert tag not in page


def widgets():
    texts = pd.Series([ATTACK, "Fine"], index=["C1", "C2"])
    sample = pd.DataFrame({"complaint_id": ["C1", "C2"], "text": texts.to_numpy()})
    plan = pd.DataFrame({"initiative": [ATTACK, "Call back"], "duration_quarters": 1, "effort_fte": 1.0, "value": 3.0,
                         "track": ["Strategic Fundamental", "Result Driven Innovation"]})
    return {
        "wheel_tagger": lambda: cx.widgets.wheel_tagger(texts),
        "emotion_explorer": lambda: cx.widgets.emotion_explorer(ATTACK),
        "coding_desk": lambda: cx.widgets.coding_desk(sample),
        "live_plan": lambda: cx.widgets.live_plan(plan, pd.Series([2.0], index=["2026Q1"])),
    }


@pytest.mark.parametrize("name", ["wheel_tagger", "emotion_explorer", "coding_desk", "live_plan"])
def test_what_a_customer_typed_reaches_a_widget_as_data_only(name):
    made = widgets()[name]()
    state = made.get_state()
    code = {key: state.pop(key) for key in ("_esm", "_css") if key in state}
    assert "alert(1)" not in json.dumps(code, default=str)
    assert "alert(1)" in json.dumps(state, default=str)
    bundle = made._repr_mimebundle_()
    shown = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "text/html" not in (shown or {})
