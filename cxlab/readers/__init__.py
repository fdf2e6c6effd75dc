"""Read the user's own file, as it is.

An export is never quite what a package expects: a semicolon where a comma should be, a title above the column names, a
date that does not exist in row 118. The functions here take such files as they are. They find the encoding, the
separator, the header and the columns; they hand back the good rows, and beside them the rows that were set aside, each
with its number in your spreadsheet, its reason and its remedy. Your file is only read, never changed.

| You have | Ask for |
|---|---|
| complaints or survey comments | `read_complaints` |
| a call log | `read_calls` |
| survey scores | `read_ratings` |
| a list of initiatives | `read_initiatives` |
| journeys with emotions | `read_journeys` |
| codings by groups | `read_codings` |
| what initiatives promised and what came of it | `read_ledger` |
| themes of complaints, owners and fixes | `read_fixes` |
| a file and no idea | `describe_columns`: a dry run of the first rows; `dry_run` says more |
| a file too large for memory | `iter_complaints`, `iter_calls` |
| rows that were set aside | `write_refused` |
"""

from cxlab.readers.read import (
    DryRun,
    describe_columns,
    dry_run,
    iter_calls,
    iter_complaints,
    read_calls,
    read_codings,
    read_complaints,
    read_fixes,
    read_initiatives,
    read_journeys,
    read_ledger,
    read_ratings,
)
from cxlab.readers.reading import Reading, say_fault, write_refused

__all__ = [
    "DryRun", "Reading", "describe_columns", "dry_run", "iter_calls", "iter_complaints", "read_calls", "read_codings",
    "read_complaints", "read_fixes", "read_initiatives", "read_journeys", "read_ledger", "read_ratings", "say_fault",
    "write_refused",
]
