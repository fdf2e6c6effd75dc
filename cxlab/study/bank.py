"""The bank of questions: ours, and a trainer's own from CSV, Excel or the JSON of jupyterquiz."""

from __future__ import annotations

import io
import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from cxlab.counts import check_table
from cxlab.privacy import restore_cells, safe_cells

AREAS = ("Insights & Understanding", "Strategy", "Metrics, Measurement & ROI", "Design, Implementation & Innovation",
         "Culture & Accountability")
#: Questions of each area in an exam of 100, as the CXPA publishes the weights.
BLUEPRINT = MappingProxyType(dict(zip(AREAS, (22, 20, 20, 19, 19), strict=True)))
LEVELS = ("know", "apply", "judge")
LETTERS = ("a", "b", "c", "d")
OPTIONS = tuple(f"option_{letter}" for letter in LETTERS)
REASONS = tuple(f"reason_{letter}" for letter in LETTERS)
COLUMNS = ("item_id", "area", "level", "question", *OPTIONS, "key", *REASONS, "source", "origin", "lesson")
KINDS = (".csv", ".xlsx", ".json")
_SEPARATORS = (";", "\t", ",")


def load_bank() -> pd.DataFrame:
    """Load our hundred questions.

    Returns
    -------
    DataFrame
        One row a question: `item_id`, `area` (one of five), `level` ("know", "apply", "judge"), `question`, `option_a`
        to `option_d`, `key` (letter of the best option), `reason_a` to `reason_d` (why each option is right, or
        tempting and wrong), `source` (the publication or lesson that the answer rests on), `origin` (the text or
        lesson whose subject led to the question), `lesson` (the notebook in which the answer is taught; empty for two
        in three, whose reasons and source you read instead).

    Notes
    -----
    The questions are our own and have not been tried on candidates: how hard they are is not known. They stand in
    ``cxlab/study/questions.csv``, where a trainer can read and change them.

    Examples
    --------
    >>> bank = load_bank()
    >>> len(bank), bank["area"].value_counts(sort=False).tolist()
    (100, [22, 20, 20, 19, 19])
    """
    return _shipped().copy()


@cache
def _shipped() -> pd.DataFrame:
    text = (files("cxlab.study") / "questions.csv").read_text(encoding="utf-8")
    return pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False)


def map_lessons(bank: pd.DataFrame | None = None) -> pd.DataFrame:
    """Map the lessons to the five areas of the exam.

    Parameters
    ----------
    bank : DataFrame, optional
        Questions; ours when left out.

    Returns
    -------
    DataFrame
        One row a lesson (its file name, without the ending), one column an area: how many questions of the bank the
        lesson teaches the answer to; 0 when the lesson serves the area without such a question, missing when it does
        not serve it.

    Notes
    -----
    Which lesson serves which area stands in ``cxlab/study/lessons.csv``.

    Examples
    --------
    >>> map_lessons().loc["31_choose_under_limits"].notna().tolist()
    [False, True, False, False, False]
    """
    text = (files("cxlab.study") / "lessons.csv").read_text(encoding="utf-8")
    serves = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, index_col="lesson").eq("x")
    serves.columns = list(AREAS)
    bank = _shipped() if bank is None else bank
    check_table(bank, "bank", needs=["lesson", "area"])
    bank = bank[bank["lesson"].astype("str").fillna("") != ""]
    counts = pd.crosstab(bank["lesson"], bank["area"]).reindex(index=serves.index, columns=AREAS, fill_value=0)
    return counts.astype("Int64").where(serves | (counts > 0))


def read_bank(path, *, columns: dict[str, str] | None = None) -> pd.DataFrame:
    """Read your own questions from a CSV file, an Excel workbook, or a JSON file of jupyterquiz.

    Nothing is refused here; :func:`check_items` says all that is wrong with the questions.

    Parameters
    ----------
    path : str or path
        A ``.csv`` (comma, semicolon or tab), ``.xlsx`` (first sheet) or ``.json`` file.
    columns : dict of str to str, optional
        Your names for our columns: ``{"question": "Vraag", "key": "Juist"}``.

    Returns
    -------
    DataFrame
        Columns as in :func:`load_bank`, as text, empty where the file has none. The row labels are the row numbers of
        the spreadsheet (the first question stands in row 2), and 1, 2, ... for JSON.

    Raises
    ------
    ValueError
        If the file is of another kind, is not there, or is not a quiz of jupyterquiz.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_bank(load_bank().head(3), f"{folder}/mine.csv")
    ...     read_bank(path)["item_id"].to_dict()
    {2: 'IU01', 3: 'IU02', 4: 'IU03'}
    """
    path = _check_path(path)
    if not path.is_file():
        raise ValueError(f"there is no file {path.name!r} in the folder {path.parent.name or '.'!r}; "
                         "check the spelling and the folder")
    if path.suffix.lower() == ".json":
        return _from_jupyterquiz(path.read_text(encoding="utf-8-sig"))
    if path.suffix.lower() == ".xlsx":
        table = pd.read_excel(path, dtype="str", keep_default_na=False, engine="calamine")
    else:
        text = _decode(path.read_bytes())
        header = text.split("\n", 1)[0]
        table = pd.read_csv(io.StringIO(text), sep=max(_SEPARATORS, key=header.count), dtype="str",
                            keep_default_na=False)
    named = restore_cells(table).rename(columns={yours: ours for ours, yours in (columns or {}).items()})
    named = named.set_axis(named.index + 2)
    return named[named.ne("").any(axis=1)].apply(lambda column: column.str.strip())


def write_bank(bank: pd.DataFrame, path) -> Path:
    """Write questions to a file that a trainer can change, or that jupyterquiz shows.

    Parameters
    ----------
    bank : DataFrame
        Questions, as :func:`load_bank` gives.
    path : str or path
        A new file: ``.xlsx`` or ``.csv`` with all columns; ``.json`` in the shape of jupyterquiz. That shape holds the
        answers in the open, and has no room for area, level and source.

    Returns
    -------
    Path
        Where the file stands.

    Raises
    ------
    ValueError
        If the file is of another kind or exists already.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_bank(load_bank().head(1), f"{folder}/quiz.json")
    ...     json.loads(path.read_text())[0]["type"]
    'multiple_choice'
    """
    path = _check_path(path)
    if path.exists():
        raise ValueError(f"{path.name} is there already; choose another name, so that nothing is lost")
    if path.suffix.lower() == ".json":
        path.write_text(_to_jupyterquiz(bank), encoding="utf-8")
    elif path.suffix.lower() == ".xlsx":
        safe_cells(bank).to_excel(path, index=False, sheet_name="questions")
    else:
        safe_cells(bank).to_csv(path, index=False, encoding="utf-8-sig")  # Excel needs the mark to read the accents
    return path


def _check_path(path) -> Path:
    path = Path(path)
    if path.suffix.lower() not in KINDS:
        raise ValueError(f"the file {path.name!r} ends in {path.suffix!r}; expected {', '.join(KINDS)}")
    return path


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\r\n", "\n")
        except UnicodeDecodeError:
            continue
    raise ValueError("the file is not text; save it as CSV UTF-8, or as an Excel workbook")


def _to_jupyterquiz(bank: pd.DataFrame) -> str:
    questions = [
        {"question": row["question"], "type": "multiple_choice",
         "answers": [{"answer": row[f"option_{letter}"], "correct": letter == row["key"],
                      "feedback": row[f"reason_{letter}"]} for letter in LETTERS]}
        for row in bank.to_dict("records")
    ]
    return json.dumps(questions, ensure_ascii=False, indent=1)


def _from_jupyterquiz(text: str) -> pd.DataFrame:
    try:
        questions = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"the file is not JSON (line {error.lineno}: {error.msg}); expected a quiz of jupyterquiz"
                         ) from None
    if not isinstance(questions, list) or not questions:
        raise ValueError("the file holds no list of questions; expected a quiz of jupyterquiz: [{\"question\": ...}]")
    faults = [fault for number, each in enumerate(questions, 1) for fault in _find_quiz_faults(number, each)]
    if faults:
        raise ValueError("\n".join(faults))
    rows = [_from_one(number, each) for number, each in enumerate(questions, 1)]
    return pd.DataFrame(rows, columns=list(COLUMNS), index=range(1, len(rows) + 1), dtype="str").fillna("")


def _find_quiz_faults(number: int, each) -> list[str]:
    if not isinstance(each, dict) or each.get("type") not in ("multiple_choice", "many_choice"):
        kind = each.get("type") if isinstance(each, dict) else each
        return [f"question {number} is of type {kind!r}; expected multiple_choice (others have no options to choose "
                "from). Take it out of the file."]
    answers = each.get("answers")
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers) or len(answers) != 4:
        return [f"question {number} has {len(answers) if isinstance(answers, list) else 'no'} answers; expected four"]
    right = sum(bool(answer.get("correct")) for answer in answers)
    return [] if right == 1 else [f"question {number} has {right} correct answers; expected one"]


def _from_one(number: int, each: dict) -> dict:
    answers = dict(zip(LETTERS, each["answers"], strict=True))
    return ({"item_id": f"Q{number:02d}", "question": str(each.get("question", "")),
             "key": next(letter for letter, answer in answers.items() if answer.get("correct"))}
            | {f"option_{letter}": str(answer.get("answer", answer.get("code", "")))
               for letter, answer in answers.items()}
            | {f"reason_{letter}": str(answer.get("feedback", "")) for letter, answer in answers.items()})
