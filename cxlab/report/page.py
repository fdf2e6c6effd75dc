"""The parts of a report page: the finding, figures, tables, quotations, limits; all in English or Dutch.

Each part is a :class:`Block` that a notebook displays as HTML. Whatever people typed is escaped here and nowhere else.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from cxlab import figures, privacy, tables
from cxlab.readers.source import WHOLE_ROW
from cxlab.report import words
from cxlab.report.say import say_fault, say_value, shorten

FAULTS_SHOWN = 10
QUOTES_SHOWN = 12
COLUMNS_SHOWN = ("column", "your_column", "found_by", "share_filled")  # no example: it is somebody's text
LONGEST_QUOTE = 420
EMPTY_FAULTS = ("column", "row", "value", "problem", "expected", "remedy")


@dataclass(frozen=True)
class Block:
    """A piece of the page.

    Attributes
    ----------
    body : str
        Its HTML, already escaped.
    """

    body: str = field(repr=False)

    def __repr__(self) -> str:
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.body))).strip()

    def _repr_html_(self) -> str:
        return self.body


@dataclass(frozen=True, eq=False)
class Page:
    """What a report notebook works with: the user's tables, what is known of the file, and the words.

    Attributes
    ----------
    core : str
        Which report this is.
    data : DataFrame
        The rows that could be used, typed.
    calls : DataFrame or None
        The call log, typed.
    faults, columns : DataFrame
        What was set aside, and how columns were understood; empty for the shipped data.
    about : dict
        ``file``, ``said`` (what was read), ``notes``, ``warnings`` (what must be seen first), ``simulated``.
    language : {"en", "nl"}
        Language of the page.
    """

    core: str
    data: pd.DataFrame
    calls: pd.DataFrame | None
    faults: pd.DataFrame
    columns: pd.DataFrame
    about: dict
    language: str = "en"

    def word(self, key: str, **values) -> str:
        """Return a phrase in the language of the page; a key that is no phrase is returned as it is."""
        return words.word(key, self.language).format(**values) if key in words.list_phrases() else key

    def number(self, value, *, percent: bool = False, digits: int = 0) -> str:
        """Write a number in the language of the page."""
        return tables.say_number(value, percent=percent, digits=digits, language=self.language)

    def interval(self, row, *, percent: bool = True, digits: int = 1, scale: float = 1) -> str:
        """Write a summary row's estimate with its interval in the language of the page."""
        return tables.say_interval(row["estimate"] * scale, row["ci_lower"] * scale, row["ci_upper"] * scale,
                                   percent=percent, digits=digits, language=self.language)

    def title(self, finding: str) -> Block:
        """Open the page: its title, what is doubtful about the whole file, and the finding in one plain sentence."""
        simulated = f'<p class="note">{_escape(self.word("simulated"))}</p>' if self.about["simulated"] else ""
        warnings = "".join(f'<p class="note warning"><strong>{_escape(said)}</strong></p>'
                           for said in self.about.get("warnings", []))
        return Block(f"<h1>{_escape(self.word(f'title_{self.core}'))}</h1>{warnings}"
                     f'<p class="finding">{_escape(finding)}</p>{simulated}')

    def heading(self, key: str) -> Block:
        """Begin a section."""
        return Block(f"<h2>{_escape(self.word(key))}</h2>")

    def say(self, *sentences: str) -> Block:
        """Say sentences in a paragraph; keys of phrases are looked up."""
        return Block(f"<p>{_escape(' '.join(self.word(sentence) for sentence in sentences))}</p>")

    def figure(self, axes, alt: str) -> figures.Shown:
        """Show a figure with its alt text and where its data come from."""
        caption = self.word("caption_simulated") if self.about["simulated"] else \
            self.word("caption_yours", file=self.about["file"])
        return figures.show(axes, alt, caption)

    def table(self, frame: pd.DataFrame, caption: str = "", *, percent: bool = True, digits: int = 1,
              names: dict | None = None) -> tables.ShownTable:
        """Show a summary as a table, its columns named in the language of the page."""
        said = {name: self.word(name) for name in frame.columns if name not in tables.WORDS["en"]}
        if percent and {"estimate", "ci_lower", "ci_upper"} <= set(frame) and not _has_interval(frame):
            said["estimate"] = self.word("share")
        return tables.show_table(frame, self.word(caption), percent=percent, digits=digits,
                                 names=said | (names or {}), language=self.language)

    def quotes(self, texts: pd.Series, evidence: pd.Series | None = None) -> Block:
        """Show some texts, masked and escaped, with the words that decided marked; none when there are very few."""
        texts = texts.dropna()
        if len(texts) < 5:
            return self.say("quotes_few")
        texts = texts[~texts.str.strip().str.casefold().duplicated()]
        chosen = texts.iloc[:: max(1, len(texts) // QUOTES_SHOWN)].head(QUOTES_SHOWN)
        spans = evidence.reindex(chosen.index) if evidence is not None else pd.Series(pd.NA, index=chosen.index)
        masked, spans = privacy.mask(chosen), privacy.mask(spans.astype("str"))
        quotes = "".join(f"<blockquote>{_mark(text, span)}</blockquote>"
                         for text, span in zip(masked, spans, strict=True))
        return Block(f'<p class="muted">{_escape(self.word("quotes_note"))}</p>{quotes}')

    def what_was_read(self) -> Block:
        """Tell what was read, what was set aside and why, and how the columns were understood."""
        parts = [f"<p>{_escape(sentence)}</p>" for sentence in self.about["said"]]
        if len(self.faults):
            shown = self.faults[["row", "your_column", "value", "problem", "remedy"]].head(FAULTS_SHOWN)
            is_row = shown["your_column"] == WHOLE_ROW  # such a row holds all that somebody wrote
            shown = shown.assign(problem=[say_fault("problem", p, self.language) for p in shown["problem"]],
                                 remedy=[say_fault("remedy", r, self.language) for r in shown["remedy"]],
                                 value=[say_value(value) for value in shown["value"].mask(is_row)],
                                 your_column=shown["your_column"].mask(is_row, self.word("whole_row")))
            if len(self.faults) > FAULTS_SHOWN:
                parts.append(self.table(self._count_reasons(), "reasons")._repr_html_())
            parts.append(self.table(shown, "set_aside")._repr_html_())
        if self.about["notes"]:
            masked = privacy.mask(pd.Series(self.about["notes"], dtype="str"))
            notes = "".join(f"<li>{_escape(say_fault('note', note, self.language))}</li>" for note in masked)
            parts.append(f"<details><summary>{_escape(self.word('notes'))}</summary><ul>{notes}</ul></details>")
        if len(self.columns):
            filled = pd.to_numeric(self.columns["share_filled"], errors="coerce")
            shown = self.columns[list(COLUMNS_SHOWN)].assign(
                found_by=[self.word(how) for how in self.columns["found_by"]],
                share_filled=[self.number(share, percent=True) for share in filled])
            table = self.table(shown)._repr_html_()
            parts.append(f"<details><summary>{_escape(self.word('columns_used'))}</summary>{table}</details>")
        return Block("".join(parts))

    def _count_reasons(self) -> pd.DataFrame:
        """Count what is wrong in each column; what is told in brackets differs from row to row and is left out."""
        plain = self.faults["problem"].str.replace(r" \(.*\)$", "", regex=True)
        column = self.faults["your_column"].mask(self.faults["your_column"] == WHOLE_ROW, self.word("whole_row"))
        counts = pd.DataFrame({"your_column": column, "problem": plain}).value_counts().head(FAULTS_SHOWN)
        counts = counts.rename("count").reset_index()
        return counts.assign(problem=[say_fault("problem", said, self.language) for said in counts["problem"]])

    def limits(self) -> Block:
        """Say what the page does not show."""
        keys = [key for key in words.list_phrases() if key.startswith(f"limit_{self.core}_")]
        return Block("<ul>" + "".join(f"<li>{_escape(self.word(key))}</li>" for key in keys) + "</ul>")

    def details(self) -> Block:
        """Fold away how it was worked out, for those who ask."""
        return Block(f"<details><summary>{_escape(self.word('details'))}</summary>"
                     f"<p>{_escape(self.word(f'details_{self.core}'))}</p></details>")


def open_page(core: str, bundle: str | None = None, *, language: str = "en") -> Page:
    """Open the tables that a report works with.

    Parameters
    ----------
    core : {"intelligibility", "emotions", "portfolio"}
        Which report this is.
    bundle : str, optional
        Folder with the typed tables that :func:`write_report` left; by default the shipped, simulated data are used.
    language : {"en", "nl"}
        Language of the page.

    Returns
    -------
    Page

    Examples
    --------
    >>> page = open_page("portfolio", language="nl")
    >>> page.word("Strategic Fundamental"), page.about["simulated"]
    ('Strategisch fundament', True)
    """
    if bundle is None:
        return _open_shipped(core, language)
    folder = Path(bundle)
    calls = folder / "calls.parquet"
    about = json.loads((folder / "about.json").read_text(encoding="utf-8")) | {"simulated": False}
    return Page(core, pd.read_parquet(folder / "data.parquet"), pd.read_parquet(calls) if calls.exists() else None,
                pd.read_parquet(folder / "faults.parquet"), pd.read_parquet(folder / "columns.parquet"), about,
                language)


def _open_shipped(core: str, language: str) -> Page:
    from cxlab import datasets

    if core == "portfolio":
        data, calls = datasets.load_initiatives(), None
    else:
        data, calls = datasets.load_complaints(), datasets.load_calls()
    file = "initiatives.csv" if core == "portfolio" else "complaints.csv"
    said = words.word("read_all", language).format(
        total=tables.say_number(len(data), digits=0, language=language), file=file)
    about = {"file": file, "said": [said], "notes": [], "simulated": True}
    return Page(core, data, calls, pd.DataFrame(columns=EMPTY_FAULTS), pd.DataFrame(), about, language)


def _has_interval(frame: pd.DataFrame) -> bool:
    low, high = (pd.to_numeric(frame[name]).fillna(0) for name in ("ci_lower", "ci_upper"))
    return bool((low != high).any())


def _escape(text: str) -> str:
    return privacy.escape(str(text))


def _mark(text: str, span) -> str:
    """Escape a text and mark the span in it that decided, near which a long text is cut."""
    at = text.find(span) if isinstance(span, str) and span else -1
    if at < 0:
        return _escape(shorten(text, LONGEST_QUOTE))
    begin = max(0, at - LONGEST_QUOTE // 2)
    end = min(len(text), at + len(span) + LONGEST_QUOTE // 2)
    before, after = ("…" if begin else "") + text[begin:at], text[at + len(span):end] + ("…" if end < len(text) else "")
    return f"{_escape(before)}<mark>{_escape(span)}</mark>{_escape(after)}"
