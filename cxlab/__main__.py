"""The command line: ``python -m cxlab report intelligibility my.csv``.

Commands
--------
report     read your file, write one self-contained page
columns    show how the columns of your file are understood, without doing anything else
templates  write empty Excel workbooks for the tables that people fill in
"""

from __future__ import annotations

import argparse
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
        print(f"cxlab: {say_as_command(str(error))}", file=sys.stderr)
        return 2


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
    said = re.sub(r"columns=\{(['\"])(\w+)\1: (['\"])(.*?)\3\}", r'--columns "\2=\4"', message)
    return re.sub(r"\b(sheet|encoding|delimiter|decimal)=(?=['.])", r"--\1 ", said)


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
        dayfirst=options.dayfirst, band=options.band, progress=not options.quiet, say=print,
        call_columns=dict(options.calls_columns) or None, sheet=options.sheet, encoding=options.encoding,
        delimiter=options.delimiter)
    return 0


def _columns(options) -> int:
    from cxlab.readers import describe_columns

    table = describe_columns(options.file, options.table, columns=dict(options.columns) or None, sheet=options.sheet,
                             encoding=options.encoding, delimiter=options.delimiter)
    lacking = table.loc[table["required"] & table["your_column"].isna(), "column"].tolist()
    table["required"] = table["required"].map({True: "yes", False: ""})
    table["share_filled"] = table["share_filled"].map("{:.0%}".format, na_action="ignore")
    table["example"] = table["example"].map(_shorten, na_action="ignore")
    print(table.to_string(index=False, na_rep=""))
    print('\nIs a column wrong or not found? Name it as ours=yours: --columns "text=Uw klacht" "date=Datum melding"')
    if lacking:
        free = list(table.loc[table["column"].isna(), "your_column"]) + ["your name"] * len(lacking)
        said = " ".join(f'"{ours}={yours}"' for ours, yours in zip(lacking, free, strict=False))
        print(f"The file cannot be read yet: {' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} needed. "
              f"For example: --columns {said}")
    return 2 if lacking else 0


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
