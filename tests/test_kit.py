"""The class pack, the masterclass kit and the class of its own: complete, offline, safe, and true."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.simulate import simulate_class

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "notebooks" / "solutions").glob("*.ipynb"))


def load_tool(name: str):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


kit, pack, classes = load_tool("build_kit"), load_tool("build_classpack"), load_tool("build_class")
each_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


# Trainer's sheets, words, slides, handouts.

@each_lesson
def test_every_lesson_has_a_trainers_sheet_that_fits_it(path):
    assert (kit.SHEETS / f"{path.stem}.toml").exists(), f"write notebooks/kit/{path.stem}.toml, as its neighbours show"
    sheet, lesson = kit.read_sheet(path.stem), kit.read_lesson(path)
    headings = [line[3:].strip() for cell in lesson["notebook"].cells if cell.cell_type == "markdown"
                for line in cell.source.splitlines() if line.startswith("## ")]
    parts = sheet["parts"]
    assert sum(part["minutes"] for part in parts) == lesson["minutes"]
    assert [part["heading"] for part in parts if part["heading"] not in headings] == []
    places = [headings.index(part["heading"]) for part in parts]
    assert places == sorted(places)
    assert len(sheet["goal"]) > 30
    assert sheet["prepare"]
    assert all(part["do"] and part["ask"].rstrip(")").rstrip()[-1] in "?." for part in parts)
    assert any("wrong" in part for part in parts)
    assert set().union(*parts) <= {"minutes", "heading", "do", "ask", "wrong"}


def test_every_sheet_belongs_to_a_lesson():
    assert {path.stem for path in kit.SHEETS.glob("*.toml")} <= {path.stem for path in LESSONS}


@each_lesson
def test_every_word_that_a_lesson_explains_stands_in_the_glossary(path):
    known = {row["term_en"].casefold() for row in kit.read_glossary()}
    absent = [term for term in kit.glossary_terms(kit.read_lesson(path)["notebook"]) if term.casefold() not in known]
    assert absent == [], "add them to notebooks/kit/glossary.csv"


def test_the_glossary_is_whole_and_says_nothing_twice():
    rows = kit.read_glossary()
    assert all(row[name].strip() for row in rows for name in ("term_en", "term_nl", "meaning_en", "meaning_nl"))
    names = [row["term_en"].casefold() for row in rows]
    assert len(names) == len(set(names))


@each_lesson
def test_slides_show_every_figure_of_the_lesson_and_no_answers(path):
    lesson = kit.read_lesson(path)
    slides = kit.cut_slides(lesson)
    cells = [cell for cell in lesson["notebook"].cells if not kit.is_tagged(cell, "solution")]
    figures = sum("<figure" in output.get("data", {}).get("text/html", "")
                  for cell in cells for output in cell.get("outputs", []))
    assert sum(slide.body.count("<figure") for slide in slides) == figures
    shown = " ".join(slide.body for slide in slides)
    assert "checkpoint(" not in shown
    assert "your code here" not in shown
    assert "Hint:" not in shown
    secrets = [cell.source for cell in lesson["notebook"].cells
               if kit.is_tagged(cell, "solution") and cell.cell_type == "markdown"]
    assert not [secret for secret in secrets if secret.split(".")[0] in shown and len(secret.split(".")[0]) > 20]
    assert all(slide.kind in ("title", "prose", "figure", "result", "both") for slide in slides)


def test_a_text_shares_a_slide_with_the_result_that_it_leads_to_where_there_is_room():
    say, table = kit.say, kit.Markup("<table>" + "<tr><td>1</td></tr>" * 6 + "</table>")
    first, lead, result = (kit.Slide("prose", "", say("## Head\n\nA word.")), kit.Slide("prose", "Head", say("Look.")),
                           kit.Slide("result", "Head", table))
    assert [slide.kind for slide in kit.join_slides([first, lead, result])] == ["prose", "both"]
    assert [slide.kind for slide in kit.join_slides([first, result, lead])] == ["both"]
    exercise = kit.Slide("prose", "Head", say("### Exercise 1: how strong?\n\nSay it."))
    assert kit.join_slides([first, exercise]) == [first, exercise]
    large = kit.Slide("result", "Head", table * 3)
    assert kit.join_slides([first, large]) == [first, large]


@each_lesson
def test_no_lesson_has_more_slides_than_minutes(path):
    lesson = kit.read_lesson(path)
    assert len(kit.cut_slides(lesson)) <= lesson["minutes"]


@each_lesson
def test_the_handout_says_how_to_do_the_lesson_again_in_three_lines_at_most(path):
    lesson = kit.read_lesson(path)
    lines = kit.say_again(lesson)
    assert len(lines) <= 3
    assert (len(lines) > 0) == any(kit.is_tagged(cell, "parameters") for cell in lesson["notebook"].cells)
    assert all(core in ("emotions", "intelligibility", "portfolio")
               for line in lines for core in re.findall(r"CORE=(\w+)", line))


def test_an_answer_gets_one_mark_after_its_title(tmp_path):
    cells = [nbformat.v4.new_markdown_cell(f"### {title}\n\nWhich?") for title in ("How strong?", "Walk")]
    for cell in cells:
        cell.metadata["tags"] = ["solution"]
    assert [answer["title"] for answer in kit.find_answers(nbformat.v4.new_notebook(cells=cells))] == ["How strong?",
                                                                                                      "Walk."]


def test_the_pages_of_a_lesson_need_no_network_and_run_nothing_foreign(tmp_path):
    kit.build([LESSONS[1]], tmp_path)
    pages = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")}
    assert set(pages) == {"index.html", "glossary.html", "slides.html", "handout.html", "trainer.html"}
    for name, page in pages.items():
        assert "default-src 'none'" in page, name
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//|@import|url\([\"']?(?:https?:)?//", page), name
        assert ("<script" in page) == (name == "slides.html")
    assert "reveal.js" in pages["slides.html"]
    assert "@page { size: A4" in pages["handout.html"]


@pytest.mark.browser
def test_a_handout_prints_on_one_page_and_slides_are_readable(tmp_path):
    if not any(kit.shutil.which(name) for name in kit.BROWSERS):
        pytest.skip("Chromium is not on this machine; on Debian or Ubuntu: apt install chromium")
    assert kit.check(tmp_path, kit.build([LESSONS[1]], tmp_path)) == 0


def test_backticks_in_a_sheet_become_code_and_nothing_else_becomes_html():
    assert kit.ticks("run `make lab` & <b>") == "run <code>make lab</code> &amp; &lt;b&gt;"


# The class pack.

LOCK = """first==1.0 \\
    --hash=sha256:aa
win-only==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:bb \\
    --hash=sha256:cc
old-python==3.0 ; python_full_version < '3.11.5' \\
    --hash=sha256:dd
"""


def test_a_lock_is_read_whole_and_written_back_the_same():
    pins = pack.read_lock(LOCK)
    assert [(pin.name, pin.version, len(pin.hashes)) for pin in pins] == [
        ("first", "1.0", 1), ("win-only", "2.0", 2), ("old-python", "3.0", 1)]
    assert "".join(pin.lines(marked=True) for pin in pins) == LOCK


def test_every_package_of_the_real_lock_is_read():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = pack.read_lock(text)
    assert len(pins) == len(re.findall(r"^\S+==", text, re.MULTILINE))
    assert sum(len(pin.hashes) for pin in pins) == text.count("--hash=")


@pytest.mark.parametrize(("platform", "python", "patch", "chosen"), [
    ("windows", "3.12", "0", ["first", "win-only"]), ("linux", "3.12", "0", ["first"]),
    ("mac-arm", "3.11", "0", ["first", "old-python"]), ("mac-arm", "3.11", "99", ["first"])])
def test_markers_are_judged_for_the_machine_of_the_class_and_not_for_this_one(platform, python, patch, chosen):
    assert [pin.name for pin in pack.choose_pins(pack.read_lock(LOCK), platform, python, patch)] == chosen


def test_an_older_version_stands_in_on_the_one_platform_that_needs_it():
    older = pack.Pin("first", "0.9", pack.WHERE["mac-intel"][0], ("sha256:ee",))
    pins = pack.replace_pins(pack.read_lock(LOCK), {("first", "mac-intel"): {older}})
    versions = {platform: [pin.version for pin in pack.choose_pins(pins, platform, "3.12", "0") if pin.name == "first"]
                for platform in pack.PLATFORMS}
    assert versions == {"windows": ["1.0"], "mac-arm": ["1.0"], "mac-intel": ["0.9"], "linux": ["1.0"]}


def test_the_pack_holds_what_the_lessons_need_and_not_the_test_gate():
    needed = pack.find_needed(["jupyterlab>=4", "pandas"])
    assert {"jupyterlab", "jupyter-server", "numpy", "tornado", "pywinpty"} <= needed
    assert not {"pytest", "ruff"} & needed


def tiny_wheel(folder: Path, name: str, version: str) -> Path:
    """Write the smallest wheel that pip installs."""
    path, info = folder / f"{name}-{version}-py3-none-any.whl", f"{name}-{version}.dist-info"
    files = {f"{name}.py": f"VERSION = {version!r}\n",
             f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
             f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    marks = {file: base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
             for file, text in files.items()}
    files[f"{info}/RECORD"] = "".join(f"{file},sha256={mark},\n" for file, mark in marks.items()) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    return path


@pytest.fixture(scope="module")
def tiny_pack(tmp_path_factory):
    """A pack with two wheels of a few lines, for this Python."""
    out = tmp_path_factory.mktemp("stick") / "a pack"
    wheels = out / "pack" / "wheels"
    wheels.mkdir(parents=True)
    needed = tiny_wheel(wheels, "tinyneed", "1.0")
    tiny_wheel(wheels, "cxlab", "9.9")
    pin = pack.Pin("tinyneed", "1.0", "", (pack.hash_of(needed),))
    pack.write_lock([pin], set(), wheels, out / "pack" / "requirements.lock")
    pack.copy_parts(out, ["linux"], [f"{sys.version_info[0]}.{sys.version_info[1]}"], "9.9")
    return out


def start(out: Path, home: Path) -> subprocess.CompletedProcess:
    dead = {"PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_NO_INDEX": "1", "PATH": "/usr/bin:/bin"}
    return subprocess.run([sys.executable, str(out / "pack" / "start.py"), "--no-lab", "--home", str(home)],
                          capture_output=True, text=True, env=dead)


def test_a_pack_installs_without_any_index_and_keeps_the_learners_work(tiny_pack, tmp_path):
    home = tmp_path / "somebody at home"
    done = start(tiny_pack, home)
    assert done.returncode == 0, done.stderr
    python = home / ".venv" / ("Scripts/python.exe" if pack.os.name == "nt" else "bin/python")
    said = subprocess.run([str(python), "-c", "import cxlab, tinyneed; print(cxlab.VERSION, tinyneed.VERSION)"],
                          capture_output=True, text=True, cwd=home)
    assert said.stdout.split() == ["9.9", "1.0"]
    lesson = home / "lessons" / "00_start_here.ipynb"
    lesson.write_text("my own work", encoding="utf-8")
    again = start(tiny_pack, home)
    assert again.returncode == 0, again.stderr
    assert "Setting up" not in again.stdout
    assert lesson.read_text(encoding="utf-8") == "my own work"
    assert len(list((home / "lessons").glob("*.ipynb"))) == len(LESSONS)


def test_a_pack_for_another_python_says_so_in_both_languages(tiny_pack, tmp_path):
    other = tmp_path / "other"
    pack.shutil.copytree(tiny_pack / "pack", other / "pack")
    about = {"cxlab": "9.9", "platforms": ["linux"], "pythons": ["3.99"]}
    (other / "pack" / "pack.json").write_text(json.dumps(about), encoding="utf-8")
    done = start(other, tmp_path / "home")
    assert done.returncode == 1
    assert "made for Python 3.99" in done.stderr
    assert "gemaakt voor Python 3.99" in done.stderr


def test_a_pack_for_another_computer_says_so_in_both_languages(tiny_pack, tmp_path):
    other = tmp_path / "other"
    pack.shutil.copytree(tiny_pack / "pack", other / "pack")
    about = json.loads((other / "pack" / "pack.json").read_text(encoding="utf-8"))
    about["platforms"] = ["windows", "mac-arm"]
    (other / "pack" / "pack.json").write_text(json.dumps(about), encoding="utf-8")
    done = start(other, tmp_path / "home")
    assert done.returncode == 1
    assert "This computer has Linux; this pack is made for Windows, macOS (Apple)." in done.stderr
    assert "gemaakt voor Windows, macOS (Apple)" in done.stderr


def test_the_start_script_says_what_is_missing_when_a_zip_file_was_not_unpacked(tiny_pack, tmp_path):
    pack.shutil.copy(tiny_pack / "start.sh", tmp_path)
    done = subprocess.run(["sh", str(tmp_path / "start.sh")], capture_output=True, text=True)
    assert (done.returncode, done.stdout.count("zip")) == (1, 2)


def test_the_size_of_a_pack_is_said_before_it_is_made(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(pack, "gather", lambda *_: None)
    monkeypatch.setattr(pack, "say_sizes", lambda _: None)
    sizes = []
    for systems in ([], ["--systems", "windows", "macos", "linux"]):
        assert pack.main([*systems, "--out", str(tmp_path / "pack")]) == 0
        said = capsys.readouterr().out
        sizes.append(int(re.search(r"some ([\d,]+) MB", said)[1].replace(",", "")))
        assert ("Other computers in the class?" in said) == (not systems)
    assert 400 < sizes[0] < 600
    assert 1_600 < sizes[1] < 2_000
    monkeypatch.setattr(pack.shutil, "disk_usage", lambda _: type("", (), {"free": 3e8}))
    with pytest.raises(SystemExit, match="only 300 MB of disk is free"):
        pack.main(["--out", str(tmp_path / "pack")])


def test_packages_for_other_machines_do_not_stay_in_a_smaller_pack(tmp_path):
    wheels = tmp_path / "pack" / "wheels"
    wheels.mkdir(parents=True)
    (wheels / "a-1-py3-none-any.whl").write_text("")
    (tmp_path / "pack" / "pack.json").write_text('{"platforms": ["windows", "linux"], "pythons": ["3.12"]}')
    pack.empty_pack(["windows", "linux"], ["3.12", "3.13"], tmp_path)
    assert list(wheels.iterdir())
    pack.empty_pack(["windows"], ["3.12"], tmp_path)
    assert not list(wheels.iterdir())


def test_a_spoilt_wheel_is_not_installed(tiny_pack, tmp_path):
    wheels = tmp_path / "wheels"
    pack.shutil.copytree(tiny_pack / "pack" / "wheels", wheels)
    check = [sys.executable, "-m", "pip", "download", "--no-index", "--no-deps", "--require-hashes", "-r",
             str(tiny_pack / "pack" / "requirements.lock"), "-d", str(tmp_path / "taken"), "--find-links", str(wheels)]
    assert subprocess.run(check, capture_output=True).returncode == 0
    with zipfile.ZipFile(wheels / "tinyneed-1.0-py3-none-any.whl", "a") as wheel:
        wheel.writestr("more.py", "print('not ours')\n")
    pack.shutil.rmtree(tmp_path / "taken")
    done = subprocess.run(check, capture_output=True, text=True)
    assert done.returncode == 1
    assert "HASHES" in done.stderr


def test_the_start_scripts_and_pages_are_filled_in(tiny_pack):
    for name in ("start.bat", "start.sh", "start.command", "READ-ME.html", "LEES-MIJ.html"):
        text = (tiny_pack / name).read_bytes()
        assert b"@PYTHONS@" not in text
        assert b"@VERSION@" not in text
        assert (b"\r\n" in text) == (name == "start.bat")
    assert pack.os.access(tiny_pack / "start.command", pack.os.X_OK)
    assert not list((tiny_pack / "lessons").glob("*solution*"))


# A class of its own.

@pytest.fixture(scope="module")
def made():
    return simulate_class(7, calls=6_000, complaints=300, n_to_code=20)


def test_the_same_seed_gives_the_same_class_and_each_group_another_truth(made):
    again = simulate_class(7, calls=6_000, complaints=300, n_to_code=20)
    for name, table in made.tables.items():
        pd.testing.assert_frame_equal(table, again.tables[name])
    other = simulate_class(7, group=1, calls=1_500, complaints=80, n_to_code=5)
    assert other.truth["value"].tolist() != made.truth["value"].tolist()


def test_the_tables_of_a_class_keep_their_contracts(made):
    for name, table in made.tables.items():
        cx.check_frame(table, name)


def test_the_teams_are_dealt_anew_and_their_truth_goes_with_them(made):
    shipped = cx.datasets.load_calls()
    assert set(made.teams["team"]) == set(shipped["team"].cat.categories)
    assert sorted(made.teams["odds_ratio"]) == sorted(cx.simulate.world.TEAM_ODDS.values())
    site = made.tables["calls"].drop_duplicates(["team", "site"]).set_index("team")["site"].astype("str")
    assert site[made.teams["team"]].tolist() == made.teams["site"].tolist()
    # The truth can be found in the data: on good lines the least clear team is followed less than the clearest.
    calls = made.tables["calls"].assign(lost=~made.true_rows["calls_truth"]["could_follow"].to_numpy("bool"))
    lost = calls[calls["line_quality"] == "good"].groupby("team", observed=True)["lost"].mean()
    by_odds = made.teams.set_index("team")["odds_ratio"]
    assert lost[by_odds.idxmax()] > lost[by_odds.idxmin()]
    changed = simulate_class(8, calls=1_500, complaints=80, n_to_code=5).teams
    assert changed["odds_ratio"].tolist() != made.teams["odds_ratio"].tolist()


def test_a_truth_of_no_effect_is_among_the_possible_ones():
    from cxlab.simulate.classes import TRUTHS
    for what in ("training_odds_ratio", "repeat_odds_ratio", "fear_minutes_ratio"):
        assert 1.0 in TRUTHS[what][1]


def test_a_group_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="group is 'A'; expected 0 for a whole class"):
        simulate_class(7, group="A")


@given(st.text())
def test_a_name_for_the_wall_is_one_short_line_whatever_was_typed(name):
    safe = cx.classroom.name_safely(name)
    assert 1 <= len(safe) <= 30
    assert safe.isprintable()
    assert cx.classroom.name_safely(safe) == safe


def frame(coder, codes, first_row=2):
    return pd.DataFrame({"complaint_id": list(codes), "coder": coder, "status": list(codes.values())},
                        index=range(first_row, first_row + len(codes)))


def test_faults_of_the_groups_files_are_named_by_file_and_row():
    found = cx.classroom.gather_codings({
        "a.xlsx": frame("Red", {"C1": "no", "C2": "complaint", "C3": None}),
        "b.csv": frame("Red ", {"C1": "no"}), "c.csv": frame("Blue", {"C1": "no", "C7": "no"})},
        items=["C1", "C2", "C3"])
    assert found.faults[["file", "row", "value"]].values.tolist() == [["c.csv", 3, "C7"], ["b.csv", 2, "C1"]]
    assert "Red coded this complaint already, in a.xlsx" in found.faults["problem"].iloc[1]
    assert found.codings.groupby("coder").size().to_dict() == {"Blue": 1, "Red": 2}


def test_a_table_without_its_columns_is_refused_by_the_name_of_its_file():
    with pytest.raises(ValueError, match=r"b\.csv has no column 'coder', 'status'"):
        cx.classroom.gather_codings({"a.csv": frame("A", {"C1": "no"}),
                                     "b.csv": pd.DataFrame({"complaint_id": ["C1"]})})
    with pytest.raises(ValueError, match="there is no coding table"):
        cx.classroom.gather_codings({})


def test_the_agreement_of_a_class_is_krippendorffs_alpha_and_the_groups_order_does_not_matter():
    codings = cx.datasets.load_codings()
    found = cx.classroom.measure_class(codings)
    for row in found.table.itertuples():
        alone = cx.agreement.krippendorff_alpha(codings, columns={"item": "complaint_id", "code": row.question}).iloc[0]
        assert (row.estimate, row.ci_lower, row.n) == (alone["estimate"], alone["ci_lower"], alone["n"])
    shuffled = cx.classroom.measure_class(codings.sample(frac=1, random_state=1))
    assert shuffled.table["estimate"].tolist() == pytest.approx(found.table["estimate"].tolist())
    assert "alpha" in found.text


def test_one_group_alone_cannot_agree():
    with pytest.raises(ValueError, match="1 group coded; agreement needs two"):
        cx.classroom.measure_class(frame("A", {"C1": "no", "C2": "no"}))


def test_groups_that_agree_on_all_get_no_list_of_differences():
    codes = {"C1": "no", "C2": "complaint", "C3": "no"}
    found = cx.classroom.measure_class(pd.concat([frame("A", codes), frame("B", codes)]))
    assert found.table["estimate"].tolist() == [1.0]
    assert found.items.empty


def test_the_figure_for_the_wall_says_the_same_as_its_words():
    table = cx.classroom.measure_class(cx.datasets.load_codings()).table
    axes = cx.plots.plot_class_agreement(table)
    drawn = {text.get_text() for text in axes.texts}
    for value in table["estimate"]:
        assert f"{value:.2f}" in drawn
        assert f"{value:.2f}" in cx.plots.alt_class_agreement(table)
    assert min(text.get_fontsize() for text in [*axes.texts, *axes.get_yticklabels()]) >= 17
    assert "0," in cx.plots.alt_class_agreement(table, language="nl")
    with pytest.raises(ValueError, match="has no column 'ci_lower'"):
        cx.plots.plot_class_agreement(table.drop(columns="ci_lower"))


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """A class of three groups that coded, with a hostile name and a broken file."""
    out = tmp_path_factory.mktemp("class")
    classes.make(7, 3, out, calls=2_000, complaints=100, n_to_code=10)
    for number in (1, 2, 3):
        path = out / "codings" / f"group_{number}.xlsx"
        book = openpyxl.load_workbook(path)
        for row in range(2, book.active.max_row + 1):
            book.active.cell(row, 4).value = "complaint" if row % (number + 1) else "no"
            if number == 3:
                book.active.cell(row, 3).value = "<script>alert(1)</script>"
        book.active.cell(2, 4).value = "perhaps" if number == 2 else "no"
        book.save(path)
    (out / "codings" / "broken.csv").write_text("nothing\n1\n", encoding="utf-8")
    return out


def test_a_class_is_handed_out_without_its_truth(classroom):
    assert {path.name for path in (classroom / "data").iterdir()} == {
        "calls.csv", "complaints.csv", "initiatives.csv", "ratings.csv"}
    assert {path.name for path in (classroom / "trainer").iterdir()} == {
        "truth.csv", "teams.csv", "calls_truth.csv", "complaints_truth.csv"}
    assert len(cx.read_complaints(classroom / "data" / "complaints.csv").good) == 100
    assert len(cx.read_calls(classroom / "data" / "calls.csv").refused) == 0
    book = openpyxl.load_workbook(classroom / "codings" / "group_1.xlsx").active
    assert [cell.value for cell in book[1]] == list(classes.WIDTHS)
    assert len(book.data_validations.dataValidation) == 3


def test_the_wall_masks_what_identifies_a_customer(tmp_path):
    ids = [f"C{number}" for number in range(12)]
    said = "<b>They mumble</b>, call me on 06-12345678 or mail jan@example.nl"
    pd.DataFrame({"complaint_id": ids, "text": said}).to_csv(tmp_path / "to_code.csv", index=False)
    for group, one in (("A", "complaint"), ("B", "no")):
        pd.DataFrame({"complaint_id": ids, "coder": group, "status": [one, "complaint"] * 6}).to_csv(
            tmp_path / f"{group}.csv", index=False)
    classes.wall(tmp_path)
    written = (tmp_path / "wall.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;They mumble" in written and "[phone]" in written and "[e-mail]" in written
    assert "12345678" not in written and "jan@" not in written


def test_the_wall_shows_the_groups_names_as_text_and_every_fault(classroom):
    page = classes.wall(classroom / "codings")
    written = (classroom / "codings" / "wall.html").read_text(encoding="utf-8")
    assert "<script" not in written
    assert "&lt;script&gt;alert(1)" in written
    assert {(fault["file"], fault["row"]) for fault in page["faults"]} == {("broken.csv", ""), ("group_2.xlsx", 2)}
    assert (classroom / "codings" / "wall.png").read_bytes().startswith(b"\x89PNG")
    assert re.search(r'<img alt="Agreement beyond chance[^"]{40,}"', written)


def test_a_truth_for_each_group_stays_with_the_trainer(tmp_path):
    classes.make(3, 2, tmp_path, apart=True, calls=1_500, complaints=80, n_to_code=5)
    one, two = (pd.read_csv(tmp_path / "trainer" / f"group_{number}" / "truth.csv")["value"] for number in (1, 2))
    assert one.tolist() != two.tolist()
    assert {path.name for path in (tmp_path / "group_1").iterdir()} == {
        "calls.csv", "complaints.csv", "initiatives.csv", "ratings.csv", "group_1.xlsx"}


def test_an_empty_folder_is_told_apart_from_too_few_codings(tmp_path):
    with pytest.raises(ValueError, match="there is no coding sheet"):
        classes.wall(tmp_path)
    frame("A", {"C1": "no"}).to_csv(tmp_path / "a.csv", index=False)
    assert "two groups or more" in classes.wall(tmp_path)["text"]
