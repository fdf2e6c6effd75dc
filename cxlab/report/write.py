"""Read the user's file, run the report notebook on it, write the page."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import nbformat
import pandas as pd

from cxlab import privacy, readers
from cxlab.readers.source import WARNING
from cxlab.report import words
from cxlab.report.say import say_fault, say_reading

CORES = {"emotions": readers.read_complaints, "intelligibility": readers.read_complaints,
         "portfolio": readers.read_initiatives}
SAID_ELSEWHERE = ("language", WARNING)  # the page counts languages itself, and warnings stand at its top


@dataclass(frozen=True, eq=False)
class Report:
    """A written report.

    Attributes
    ----------
    path : Path
        The HTML page.
    refused_paths : tuple of Path
        The workbooks with the rows that were set aside; empty when there are none.
    text : str
        What was read and written, as a person would say it.
    """

    path: Path
    refused_paths: tuple[Path, ...]
    text: str


def write_report(core: str, path, *, calls=None, columns: dict | None = None, language: str = "en",
                 text_language: str = "auto", out=None, decimal: str | None = None, dayfirst: bool | None = None,
                 band: tuple[float, float] | None = None, progress: bool = False, call_columns: dict | None = None,
                 sheet: str | int | None = None, encoding: str | None = None, delimiter: str | None = None,
                 say: Callable[[str], None] | None = None) -> Report:
    """Write a report page on a user's file.

    Parameters
    ----------
    core : {"intelligibility", "emotions", "portfolio"}
        Which question the report answers.
    path : path-like
        The user's file: complaints (CSV or Excel) for the first two, initiatives for the third. It is never changed.
    calls : path-like, optional
        The call log (CSV or Excel). With it the intelligibility report speaks of rates per 1,000 calls; without it,
        of shares of complaints.
    columns : dict, optional
        Our names to the user's: ``{"text": "Klacht"}``.
    language : {"en", "nl"}
        Language of the report's own words.
    text_language : {"auto", "en", "nl"}
        Language of the customers' texts; "auto" looks at each text.
    out : path-like, optional
        Where the page goes; by default ``<core>_report.html`` in the current folder.
    decimal, dayfirst
        As in :func:`cxlab.readers.read_complaints`.
    band : (float, float), optional
        The band you chose for the share of the Result Driven Innovation track, for the portfolio report.
    progress : bool
        Show progress bars.
    call_columns : dict, optional
        As `columns`, for the call log.
    sheet, encoding, delimiter
        As in :func:`cxlab.readers.read_complaints`, for the first file.
    say : callable, optional
        Receives each sentence for the screen as soon as it is known.

    Returns
    -------
    Report
        ``path``, ``refused_paths`` and ``text``.

    Raises
    ------
    ValueError
        When there is no such core or language; the message names those there are.
    FrameError
        When the file as a whole cannot be used; the message says what to do.

    Notes
    -----
    Rows with a fault are set aside and written to ``refused.xlsx`` beside the page (``refused_2.xlsx`` when that name
    is taken), each with its row number in the user's file, the reason and the remedy.

    Examples
    --------
    >>> write_report("weather", "my.csv")
    Traceback (most recent call last):
    ...
    ValueError: there is no report 'weather'; there are intelligibility, emotions, portfolio
    """
    if core not in CORES:
        raise ValueError(f"there is no report {core!r}; there are intelligibility, emotions, portfolio")
    if language not in words.LANGUAGES:
        raise ValueError(f"the report cannot be written in {language!r}; expected one of {', '.join(words.LANGUAGES)}")
    out = Path(out or f"{core}_report.html")
    say = say or (lambda sentence: None)
    out.parent.mkdir(parents=True, exist_ok=True)
    options = {"decimal": decimal, "dayfirst": dayfirst, "progress": progress}
    reading = CORES[core](path, columns=columns, sheet=sheet, encoding=encoding, delimiter=delimiter, **options)
    call_reading = readers.read_calls(calls, columns=call_columns, **options) if calls is not None else None
    warnings = [_say_warning(warning, language) for part in (reading, call_reading) if part is not None
                for warning in part.warnings]
    refused_paths, said = [], []
    for warning in warnings:
        say(warning)
    for part, stem in ((reading, "refused"), (call_reading, "refused_calls")):
        if part is not None:
            refused_paths.append(_save_refused(part, out.parent, stem, language))
            said.append(say_reading(part, refused_paths[-1].name if refused_paths[-1] else "", language))
            if not len(part.good):
                raise ValueError(words.word("read_nothing", language).format(said=said[-1]))
            say(said[-1])
    with tempfile.TemporaryDirectory() as folder:
        _pack(Path(folder), reading, call_reading, said, warnings, Path(path).name)
        notebook = _run(core, {"BUNDLE": folder, "LANGUAGE": language, "TEXT_LANGUAGE": text_language, "BAND": band},
                        progress=progress)
    out.write_text(_render(notebook, core, language), encoding="utf-8")
    said.append(words.word("written", language).format(path=out))
    say(said[-1])
    return Report(out, tuple(path for path in refused_paths if path), "\n".join([*warnings, *said]))


def _say_warning(warning: str, language: str) -> str:
    """Say a warning without what identifies a person: its example is somebody's own cell."""
    return privacy.mask(pd.Series([say_fault("note", warning, language)], dtype="str")).iloc[0]


def _save_refused(reading, folder: Path, stem: str, language: str) -> Path | None:
    """Write what was set aside beside the page, under a name that is still free."""
    if not len(reading.refused):
        return None
    path = _free_name(folder, stem)
    readers.write_refused(reading, path, say=lambda kind, english: say_fault(kind, english, language))
    return path


def _free_name(folder: Path, stem: str) -> Path:
    path, number = folder / f"{stem}.xlsx", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}_{number}.xlsx"
    return path


def _pack(folder: Path, reading, call_reading, said: list[str], warnings: list[str], file_name: str) -> None:
    """Leave the typed tables and what is known of the file where the report notebook finds them."""
    reading.good.to_parquet(folder / "data.parquet")
    if call_reading is not None:
        call_reading.good.to_parquet(folder / "calls.parquet")
    faults = pd.concat([r.faults for r in (reading, call_reading) if r is not None], ignore_index=True)
    faults.astype("str").to_parquet(folder / "faults.parquet")
    reading.columns.astype("str").to_parquet(folder / "columns.parquet")
    notes = [note for r in (reading, call_reading) if r is not None
             for note in r.notes.loc[~r.notes["about"].isin(SAID_ELSEWHERE), "note"].astype(str)]
    about = {"file": file_name, "said": said, "notes": notes, "warnings": warnings}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _run(core: str, parameters: dict, *, progress: bool) -> nbformat.NotebookNode:
    """Run the report notebook of a core with these parameters, in a Python of its own."""
    from nbclient import NotebookClient
    from tqdm import tqdm

    notebook = nbformat.reads((files(__package__) / f"{core}.ipynb").read_text(encoding="utf-8"), as_version=4)
    place = next(i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    notebook.cells.insert(place + 1, nbformat.v4.new_code_cell(source))
    with tqdm(total=len(notebook.cells), desc="report", unit="part", disable=not progress) as bar:
        client = NotebookClient(notebook, timeout=3600, kernel_name="python3",
                                extra_arguments=["--IPKernelApp.log_level=40"],
                                on_cell_executed=lambda **_: bar.update(), on_cell_start=None)
        client.execute()
        bar.update(bar.total - bar.n)
    return notebook


def _render(notebook: nbformat.NotebookNode, core: str, language: str) -> str:
    """Turn an executed notebook into one page without code, scripts or addresses."""
    from jinja2 import Environment, PackageLoader, select_autoescape
    from nbconvert import HTMLExporter
    from traitlets.config import Config

    settings = Config()
    settings.HTMLExporter.update(exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True,
                                 mathjax_url="", require_js_url="", jquery_url="", template_name="basic")
    body, _ = HTMLExporter(config=settings).from_notebook_node(notebook)
    page = Environment(loader=PackageLoader("cxlab.report", "."), autoescape=select_autoescape())
    return page.get_template("page.html.jinja").render(
        body=body, language=language, title=words.word(f"title_{core}", language),
        footer=words.word("footer", language))
