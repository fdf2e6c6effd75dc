"""One page for people who do not use notebooks.

:func:`write_report` reads a user's file, runs the report notebook of a core on it, and writes one self-contained HTML
page: the finding first, figures with alt text, tables with intervals, what was set aside, and what the page does not
show. The page holds no code, loads nothing from anywhere and runs no script.

The report notebooks lie in this folder, one a core, and read like a lesson; :mod:`cxlab.report.page` holds what they
say in English and Dutch.
"""

from cxlab.report.page import Page, open_page
from cxlab.report.write import CORES, Report, write_report

__all__ = ["CORES", "Page", "Report", "open_page", "write_report"]
