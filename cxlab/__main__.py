"""The command line: ``python -m cxlab report intelligibility my.csv``.

Commands
--------
report     read your file, write one self-contained page
columns    show how the columns of your file are understood, without doing anything else
templates  write empty Excel workbooks for the tables that people fill in
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import NoReturn

CORES = ("intelligibility", "emotions", "portfolio")
TABLES = ("complaints", "calls", "ratings", "initiatives", "journeys", "codings")
EXAMPLES = {"report": "report intelligibility my.csv", "columns": "columns complaints my.csv", "templates": "templates"}


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code.

    Parameters
    ----------
    arguments : list of str, optional
        The words after ``python -m cxlab``; by default those of the command line.

    Returns
    -------
    int
        0 when all went well, 2 when the file or the command needs mending; the message says how.

    Examples
    --------
    >>> main(["report", "intelligibility", "nowhere.csv"])
    2
    """
    options = build_parser().parse_args(arguments)
    try:
        return options.run(options)
    except (ValueError, OSError) as error:
        print(f"cxlab: {say_as_command(_say_error(error, options))}", file=sys.stderr)
        return 2


def _say_error(error: Exception, options) -> str:
    if getattr(options, "language", "en") == "en":
        return str(error)
    from cxlab.report.say import say_error

    return say_error(error, options.language)


def say_as_command(message: str) -> str:
    """Say a remedy for a notebook as the words to type on the command line.

    Parameters
    ----------
    message : str
        A message of the readers.

    Returns
    -------
    str

    Examples
    --------
    >>> say_as_command("Say which column it is: columns={'text': 'Uw klacht'}.")
    'Say which column it is: --columns "text=Uw klacht".'
    """
    option = r"columns=\{(['\"])(\w+)\1: (['\"])(.*?)\3\}"
    said = re.sub(option, lambda found: _typed(f'--columns "{found[2]}={found[4]}"'), message)
    return re.sub(r"\b(sheet|encoding|delimiter|decimal)=(?=['.])", r"--\1 ", said)


def _typed(option: str) -> str:
    """Return an option as it must be typed: behind make it stands in ARGS."""
    return f"ARGS='{option}'" if "CXLAB_MAKE" in os.environ and "'" not in option else option


class Parser(argparse.ArgumentParser):
    """Say what is wrong with a command in two lines, with an example, and not with all options at once."""

    def error(self, message: str) -> NoReturn:
        """Write what is wrong and a command that works, and leave with 2.

        Parameters
        ----------
        message : str
            What argparse found.

        Raises
        ------
        SystemExit
            Always, with code 2.

        Examples
        --------
        >>> Parser(prog="lab").error("a file is missing")
        Traceback (most recent call last):
        SystemExit: 2
        """
        example = EXAMPLES.get(self.prog.rpartition(" ")[2], EXAMPLES["report"])
        self.exit(2, f"cxlab: {message}\nFor example: python -m cxlab {example}\nAll options: {self.prog} --help\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = Parser(prog="python -m cxlab", description="A laboratory for customer experience.")
    commands = parser.add_subparsers(required=True, metavar="command")

    report = commands.add_parser("report", help="read your file, write one self-contained page")
    report.add_argument("core", choices=CORES, help="which question the report answers")
    report.add_argument("file", help="your file: CSV or Excel; it is never changed")
    report.add_argument("--calls", metavar="FILE", help="the call log; with it shares become rates per 1,000 calls")
    _add_reading_options(report)
    report.add_argument("--calls-columns", nargs="+", type=_pair, metavar="OURS=YOURS", default=[],
                        help="your names of the columns of the call log, such as call_id=Gesprek")
    report.add_argument("--language", choices=("en", "nl"), default="en", help="language of the report's own words")
    report.add_argument("--text-language", choices=("auto", "en", "nl"), default="auto",
                        help="language of the customers' texts (auto: each text by itself)")
    report.add_argument("--band", type=_band, metavar="LOW:HIGH",
                        help="portfolio: your band for the result track's share of effort, such as 0.4:0.6")
    report.add_argument("--out", metavar="FILE", help="where the page goes (default: CORE_report.html)")
    report.add_argument("--quiet", action="store_true", help="no progress bar")
    report.set_defaults(run=_report)

    columns = commands.add_parser("columns", help="show how the columns of your file are understood")
    columns.add_argument("table", choices=TABLES, help="what kind of table the file holds")
    columns.add_argument("file", help="your file: CSV or Excel")
    _add_reading_options(columns)
    columns.add_argument("--language", choices=("en", "nl"), default="en", help="language of what is said")
    columns.set_defaults(run=_columns)

    templates = commands.add_parser("templates", help="write empty Excel workbooks for the tables that you fill in")
    templates.add_argument("folder", nargs="?", default="templates", help="where they go (default: templates)")
    templates.add_argument("--language", choices=("en", "nl"), default="en")
    templates.set_defaults(run=_templates)
    return parser


def _add_reading_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--columns", nargs="+", type=_pair, metavar="OURS=YOURS", default=[],
                        help="your names of the columns, such as text=Klacht date=Datum")
    parser.add_argument("--decimal", choices=(",", "."), help="decimal sign, when the file leaves doubt")
    parser.add_argument("--sheet", help="sheet of an Excel workbook, by name or by place (1 is the first)", type=_sheet)
    parser.add_argument("--encoding", help="encoding of a text file, such as cp1252, when words look wrong")
    parser.add_argument("--delimiter", help="separator of a text file, when it is not recognised")
    order = parser.add_mutually_exclusive_group()
    order.add_argument("--day-first", dest="dayfirst", action="store_true", default=None, help="dates: day first")
    order.add_argument("--month-first", dest="dayfirst", action="store_false", default=None, help="dates: month first")


def _pair(word: str) -> tuple[str, str]:
    ours, sign, yours = word.partition("=")
    if not (ours and sign and yours):
        raise argparse.ArgumentTypeError(f"{word!r} is not of the form ours=yours, such as text=Klacht")
    return ours, yours


def _sheet(word: str) -> str | int:
    return int(word) if word.isdecimal() else word


def _band(word: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in word.split(":"))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{word!r} is not of the form low:high, such as 0.4:0.6") from None
    if not 0 <= low <= high <= 1:
        raise argparse.ArgumentTypeError(f"{word!r}: expected two shares from 0 to 1, the lower one first")
    return low, high


def _report(options) -> int:
    from cxlab.report import write_report

    write_report(
        options.core, options.file, calls=options.calls, columns=dict(options.columns) or None,
        language=options.language, text_language=options.text_language, out=options.out, decimal=options.decimal,
        dayfirst=options.dayfirst, band=options.band, progress=not options.quiet,
        say=lambda said: print(say_as_command(said)),
        call_columns=dict(options.calls_columns) or None, sheet=options.sheet, encoding=options.encoding,
        delimiter=options.delimiter)
    return 0


def _columns(options) -> int:
    from cxlab.readers import dry_run

    tried = dry_run(options.file, options.table, columns=dict(options.columns) or None, sheet=options.sheet,
                    encoding=options.encoding, delimiter=options.delimiter)
    print(say_dry_run(tried, options.language))
    return 2 if tried.lacking or tried.refusal else 0


def say_dry_run(tried, language: str) -> str:
    """Say on the screen how a file would be read, and what to type where it is not right.

    Parameters
    ----------
    tried : DryRun
        What :func:`cxlab.readers.dry_run` gave.
    language : {"en", "nl"}
        Language of what is said.

    Returns
    -------
    str
        What is serious first, then the table, then notes and remedies.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from cxlab.readers import dry_run
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = path.write_text("Nr;Wat zei u\\n1;Zij sprak te snel\\n2;Prima geholpen hoor\\n")
    >>> print(say_dry_run(dry_run(path), "nl").splitlines()[-1])
    Het bestand is nog niet te lezen: text is nodig. Bijvoorbeeld: --columns "text=Wat zei u" (de cellen zijn ...
    """
    from cxlab.report import words
    from cxlab.report.say import say_fault

    def word(key: str, **values) -> str:
        return words.word(key, language).format(**values)

    def note(said: str) -> str:
        return say_as_command(say_fault("note", said, language))

    serious = [say_fault("error", tried.refusal, language)] * bool(tried.refusal)
    serious += [say_fault("note", said, language) for said in tried.warnings]
    warnings = [word("screen_warning", said=say_as_command(said)) for said in serious]
    lines = [*warnings, *[""] * bool(warnings), _lay_out(tried.columns, word)]
    if tried.notes:
        lines += ["", word("screen_notes"), *(f"- {note(said)}" for said in tried.notes)]
    lines += ["", word("screen_wrong", option=_typed('--columns "text=Uw klacht" "date=Datum melding"'))]
    likely = tried.suggestions[~tried.suggestions["required"]]
    if len(likely):
        lines.append(word("screen_likely", options=_say_options(likely, language)))
    if tried.lacking:
        key = "screen_lacking" if len(tried.lacking) == 1 else "screen_lacking_more"
        meant = tried.suggestions[tried.suggestions["required"]].set_index("column").reindex(list(tried.lacking))
        meant = meant.fillna({"your_column": word("screen_your_name"), "why": ""}).reset_index()
        lines.append(word(key, names=f" {word('and')} ".join(tried.lacking)) + " "
                     + word("screen_example", options=_say_options(meant, language)))
    return "\n".join(lines)


def _say_options(rows, language: str) -> str:
    """Write suggestions as the words to type, with why behind them."""
    from cxlab.report.say import say_fault

    typed = " ".join(f'"{row.column}={row.your_column}"' for row in rows.itertuples())
    whys = dict.fromkeys(say_fault("part", row.why, language) for row in rows.itertuples() if row.why)
    if len(rows) > 1:
        whys = [f"{row.your_column}: {say_fault('part', row.why, language)}" for row in rows.itertuples() if row.why]
    return _typed(f"--columns {typed}") + (f" ({'; '.join(whys)})" if whys else "")


def _lay_out(table, word) -> str:
    """Lay the columns out for the screen, in the words of a language."""
    table = table.copy()
    table["required"] = table["required"].map({True: word("yes"), False: ""})
    table["share_filled"] = table["share_filled"].map("{:.0%}".format, na_action="ignore")
    table["example"] = table["example"].map(_shorten, na_action="ignore")
    table["found_by"] = table["found_by"].map(word)
    table["kind"] = table["kind"].map(lambda kind: word(f"kind_{kind}"), na_action="ignore")
    return table.rename(columns=word).to_string(index=False, na_rep="")


def _shorten(example: object) -> str:
    words = str(example).removesuffix(" 00:00:00")
    return words if len(words) <= 40 else f"{words[:39]}…"


def _templates(options) -> int:
    from cxlab.workbooks import write_templates

    for path in write_templates(Path(options.folder), language=options.language):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
