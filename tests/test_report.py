"""One command turns a person's file into a page that anybody can open and nobody can be hurt by."""

from __future__ import annotations

import csv
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cxlab import datasets
from cxlab.__main__ import main
from cxlab.readers import read_complaints
from cxlab.readers.source import WHOLE_ROW
from cxlab.report import open_page, page, words, write_report

NASTY = '<script>alert("x")</script><img src=x onerror=alert(1)> ik kon de medewerker niet verstaan, hij mompelde'
DUTCH_HEADER = {"complaint_id": "Klachtnummer", "text": "Klacht", "date": "Datum", "team": "Afdeling",
                "customer_id": "Klantnummer", "call_id": "Gespreksnummer"}


class Looker(HTMLParser):
    """Collects what a browser would load or run."""

    def __init__(self):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def look(path: Path) -> Looker:
    looker = Looker()
    looker.feed(path.read_text(encoding="utf-8"))
    return looker


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def dutch_file(tmp_path_factory) -> Path:
    """A semicolon-separated cp1252 file as a Dutch Excel writes it, with three faults and hostile texts."""
    folder = tmp_path_factory.mktemp("dutch")
    frame = datasets.load_complaints()[list(DUTCH_HEADER)].rename(columns=DUTCH_HEADER)
    frame["Datum"] = frame["Datum"].dt.strftime("%d-%m-%Y")
    frame = frame.astype(object).where(frame.notna(), "")
    frame.loc[10, "Datum"] = "31-02-2026"
    frame.loc[20, "Klachtnummer"] = frame.loc[19, "Klachtnummer"]
    frame.loc[30, "Datum"] = "gisteren"
    frame.loc[40:49, "Klacht"] = NASTY
    frame.loc[50, "Klacht"] = '=HYPERLINK("http://evil.example";"klik")'
    path = folder / "klachten.csv"
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(frame.columns)
        writer.writerows(frame.itertuples(index=False))
    return path


@pytest.fixture(scope="module")
def calls_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("calls") / "calls.csv"
    datasets.load_calls().to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def dutch_report(dutch_file, calls_file, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "report.html"
    before, said = digest(dutch_file), []
    report = write_report("intelligibility", dutch_file, calls=calls_file, language="nl", out=out, say=said.append)
    assert digest(dutch_file) == before
    return report, said


class TestIntelligibilityReport:
    def test_the_screen_says_it_as_a_person_would(self, dutch_report):
        _, said = dutch_report
        assert said[0] == ("2.997 van de 3.000 rijen van klachten.csv gelezen. 3 apart gezet (ze staan in "
                           "refused.xlsx). Rij 12, 'Datum': '31-02-2026' bestaat niet. Verbeter het en begin "
                           "opnieuw; uw bestand is niet veranderd.")

    def test_the_finding_comes_first_and_is_a_rate_when_there_is_a_call_log(self, dutch_report):
        text = dutch_report[0].path.read_text(encoding="utf-8")
        finding = re.search(r'<p class="finding">([^<]+)</p>', text)[1]
        assert re.match(r"Van elke 1\.000 gesprekken leidden er \d+,\d \(\d+,\d tot \d+,\d\) tot een klacht", finding)
        assert text.index('class="finding"') < text.index("<h2>")

    def test_nothing_is_loaded_and_nothing_runs(self, dutch_report):
        tags = look(dutch_report[0].path).tags
        assert not [tag for tag, _ in tags if tag in ("script", "iframe", "object", "embed", "link", "form")]
        assert not [a for _, attrs in tags for a in attrs if a.startswith("on")]
        assert all(attrs["src"].startswith("data:image/png;base64,") for tag, attrs in tags if tag == "img")
        policy = [attrs["content"] for tag, attrs in tags if attrs.get("http-equiv") == "Content-Security-Policy"]
        assert policy == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]

    def test_every_figure_says_what_it_shows(self, dutch_report):
        images = [attrs for tag, attrs in look(dutch_report[0].path).tags if tag == "img"]
        assert len(images) == 2
        assert all(len(attrs["alt"]) > 40 for attrs in images)

    def test_no_code_is_shown(self, dutch_report):
        text = dutch_report[0].path.read_text(encoding="utf-8")
        assert "import cxlab" not in text
        assert "code_complaints" not in text

    def test_the_page_speaks_dutch(self, dutch_report):
        text = dutch_report[0].path.read_text(encoding="utf-8")
        assert '<html lang="nl">' in text
        for heading in ("Wat er is gelezen", "De redenen die klanten noemen", "Wat deze pagina niet laat zien"):
            assert f"<h2>{heading}</h2>" in text

    def test_refused_rows_come_back_with_reason_and_row_number(self, dutch_report):
        path, = dutch_report[0].refused_paths
        sheet = openpyxl.load_workbook(path).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        assert len(rows) == 4
        assert [row[rows[0].index("rij in uw bestand")] for row in rows[1:]] == [12, 22, 32]
        assert rows[1][rows[0].index("waarom apart gezet")] == "Datum: bestaat niet"
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_without_a_call_log_the_page_speaks_of_shares_and_says_which_file_is_missing(dutch_file, tmp_path, capsys):
    out = tmp_path / "deep" / "page.html"
    assert main(["report", "intelligibility", str(dutch_file), "--columns", "text=Klacht", "--out", str(out),
                 "--quiet"]) == 0
    text = out.read_text(encoding="utf-8")
    assert "This is a share of complaints, not a rate" in text
    assert "2,997 of 3,000 rows of klachten.csv read. 3 set aside (listed in refused.xlsx)." in capsys.readouterr().out


def test_the_emotions_report_keeps_hostile_texts_harmless(dutch_file, tmp_path):
    report = write_report("emotions", dutch_file, out=tmp_path / "emotions.html")
    tags = look(report.path).tags
    assert not [tag for tag, _ in tags if tag == "script"]
    assert len([attrs for tag, attrs in tags if tag == "img"]) == 1


def test_a_hidden_count_is_not_told_as_zero(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("text\n" + "I am very happy with this.\n" * 3 + "This makes me furious.\n" * 20 +
                    "My number is on the letter.\n" * 27, encoding="utf-8")
    text = write_report("emotions", path, out=tmp_path / "few.html").path.read_text(encoding="utf-8")
    alt = re.search(r'<img alt="([^"]*)"', text)[1]
    assert "joy" in re.search(r"Too few texts to show: ([^.]*)\.", alt)[1]
    assert "joy" not in re.search(r"Not found: ([^.]*)\.", alt)[1]


def test_the_share_without_emotion_gives_no_small_group_away(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("text\n" + "This makes me furious.\n" * 17 + "My number is on the letter.\n" * 3, encoding="utf-8")
    text = write_report("emotions", path, out=tmp_path / "few.html").path.read_text(encoding="utf-8")
    assert "In very few no emotion was found" in text
    assert "15%" not in text


def test_the_portfolio_report_judges_only_with_a_band(tmp_path):
    path = tmp_path / "plan.csv"
    datasets.load_initiatives().to_csv(path, index=False, sep=";", decimal=",")
    free = write_report("portfolio", path, out=tmp_path / "free.html").path.read_text(encoding="utf-8")
    bound = write_report("portfolio", path, band=(0.5, 0.6), out=tmp_path / "bound.html").path
    bound = bound.read_text(encoding="utf-8")
    assert "No band was set, so nothing is judged." in free
    assert "below the band that you set (50% to 60%)" in bound


class TestSmallAndWrongInput:
    def test_few_complaints_are_not_counted_out(self, tmp_path):
        path = tmp_path / "few.csv"
        path.write_text("text\nI could not understand the agent, he mumbled.\nFine.\n" + "Delivery was late.\n" * 20,
                        encoding="utf-8")
        text = write_report("intelligibility", path, out=tmp_path / "few.html").path.read_text(encoding="utf-8")
        assert "Fewer than five complaints" in text
        assert "mumbled" not in text
        assert "hidden: too few" in text

    @pytest.mark.parametrize("matched, said", [
        (3, "could be matched to a call. That is too few for a number per 1,000 calls."),
        (0, "shares of complaints and no rates")])
    def test_a_rate_of_too_few_matched_complaints_is_not_given(self, tmp_path, matched, said):
        calls = tmp_path / "calls.csv"
        calls.write_text("call_id,team\n" + "".join(f"K{i},A\n" for i in range(50)), encoding="utf-8")
        keys = [f"{'K' if i < matched else 'X'}{i}" for i in range(12)]
        rows = [f"I could not understand the agent because he mumbled.,{key}" for key in keys]
        path = tmp_path / "complaints.csv"
        path.write_text("text,call_id\n" + "\n".join(rows), encoding="utf-8")
        report = write_report("intelligibility", path, calls=calls, out=tmp_path / "page.html")
        text = report.path.read_text(encoding="utf-8")
        assert said in text
        assert "Out of every 1,000 calls" not in text

    def test_without_a_row_that_can_be_used_no_page_is_written_and_a_sentence_says_so(self, tmp_path, capsys):
        path, out = tmp_path / "a.csv", tmp_path / "page.html"
        path.write_text("Klacht;Datum\nTe snel;gisteren\n", encoding="utf-8")
        assert main(["report", "emotions", str(path), "--out", str(out), "--language", "nl"]) == 2
        assert "Er is geen rij die te gebruiken is" in capsys.readouterr().err
        assert not out.exists()
        assert (tmp_path / "refused.xlsx").exists()

    def test_a_missing_file_is_one_plain_sentence(self, tmp_path, capsys):
        assert main(["report", "intelligibility", str(tmp_path / "nowhere.csv")]) == 2
        said = capsys.readouterr().err
        assert "nowhere.csv" in said
        assert "Traceback" not in said

    def test_a_file_without_the_text_says_which_column_to_name(self, tmp_path, capsys):
        path = tmp_path / "a.csv"
        path.write_text("nummer;bedrag\n1;2\n", encoding="utf-8")
        assert main(["report", "emotions", str(path), "--out", str(tmp_path / "x.html")]) == 2
        assert "'nummer'" in capsys.readouterr().err

    def test_an_unknown_language_names_the_known_ones(self):
        with pytest.raises(ValueError, match="expected one of en, nl"):
            write_report("emotions", "a.csv", language="fr")

    @pytest.mark.parametrize("arguments, words_said", [
        (["report", "weather", "a.csv"], "invalid choice"),
        (["report", "emotions", "a.csv", "--columns", "Klacht"], "not of the form ours=yours"),
        (["report", "portfolio", "a.csv", "--band", "0.6:0.4"], "the lower one first")])
    def test_a_wrong_command_says_what_is_wrong(self, arguments, words_said, capsys):
        with pytest.raises(SystemExit, match="2"):
            main(arguments)
        assert words_said in capsys.readouterr().err

    def test_an_earlier_workbook_of_refused_rows_is_not_overwritten(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text("text,date\nfine,31-02-2026\ngood,01-02-2026\n" + "ok,01-02-2026\n" * 9, encoding="utf-8")
        first = write_report("emotions", path, out=tmp_path / "a.html")
        second = write_report("emotions", path, out=tmp_path / "a.html")
        assert [p.name for p in (*first.refused_paths, *second.refused_paths)] == ["refused.xlsx", "refused_2.xlsx"]


class TestWords:
    def test_every_phrase_stands_in_both_languages_with_the_same_blanks(self):
        for key in words.list_phrases():
            english, dutch = words.word(key, "en"), words.word(key, "nl")
            assert english.strip(), key
            assert dutch.strip(), key
            assert set(re.findall(r"{\w+}", english)) == set(re.findall(r"{\w+}", dutch)), key

    def test_a_marked_text_is_escaped_on_both_sides_of_the_mark(self):
        quoted = page._mark("a <b> he mumbled & left", "mumbled")
        assert quoted == "a &lt;b&gt; he <mark>mumbled</mark> &amp; left"

    @pytest.mark.parametrize("kind, said, dutch", [
        ("problem", "has 5 fields where the header has 3", "heeft 5 velden waar de kop er 3 heeft"),
        ("problem", "is not one of the values allowed (did you mean 'nl'?)",
         "is geen toegestane waarde (bedoelt u 'nl'?)"),
        ("problem", "looks like a total and not like data", "lijkt een totaal en geen gegevens"),
        ("note", "Read as text with semicolons, UTF-8.", "Gelezen als tekst met puntkomma's, UTF-8."),
        ("note", "a sentence that has no phrase", "a sentence that has no phrase")])
    def test_what_is_wrong_is_said_in_dutch_with_the_numbers_in_it(self, kind, said, dutch):
        assert page.say_fault(kind, said, "nl") == dutch

    def test_every_note_of_an_awkward_file_has_a_dutch_phrase(self, tmp_path):
        path = tmp_path / "a.csv"
        rows = "Klachten\nKlacht;x;x;\nCafé;a;b;c\n\n31-2;\x01;b\nNVT;a;b;c\nKlacht;x;x;\n"
        path.write_bytes(rows.encode("cp1252"))
        notes = read_complaints(path).notes.set_index("about")["note"].drop("language")
        same = [note for note in notes if page.say_fault("note", note, "nl") == note]
        assert len(notes) >= 8
        assert same == []

    def test_what_was_set_aside_is_masked_before_it_is_cut_and_whole_rows_are_not_shown(self):
        faults = pd.DataFrame({"column": ["date", WHOLE_ROW], "row": [2, 3], "your_column": ["Datum", WHOLE_ROW],
                               "value": ["x" * 45 + " jan.jansen@example.com", "Jan Jansen | te snel"],
                               "problem": "is not a date", "remedy": "Correct it."})
        about = {"file": "a.csv", "said": [], "notes": ["a text of jan@example.com"], "simulated": False}
        shown = page.Page("emotions", pd.DataFrame(), None, faults, pd.DataFrame(), about).what_was_read().body
        assert "jan" not in shown.casefold()
        assert "[e-mail]" in shown

    def test_the_same_words_are_quoted_once(self):
        shown = open_page("emotions").quotes(pd.Series(["Slecht!", "slecht! "] * 4 + ["Prima", "Te duur"]))
        assert shown._repr_html_().count("<blockquote>") == 3

    def test_quotes_are_masked(self):
        shown = open_page("emotions").quotes(pd.Series([f"mail me at jan{i}@example.com" for i in range(6)]))
        assert "example.com" not in shown._repr_html_()
        assert "[e-mail]" in shown._repr_html_()
