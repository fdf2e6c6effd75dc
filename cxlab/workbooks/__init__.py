"""Excel workbooks to fill in and to correct.

Two kinds of workbook go out to people who work in Excel, and come back. A *template* has the columns of a table ready,
with drop-downs and an explanation; :func:`write_templates` makes them, and the readers take them back. A *code book of
your texts* has the codes or scores beside the customers' words and an empty column for what you would change;
:func:`export_codes` makes it and :func:`merge_corrections` takes it back. Listeners
get a workbook each (:func:`write_listening`), and :func:`read_listening` brings them together. A plan
(:func:`write_plan`) only goes out.

Nothing that a customer wrote can become a formula in these workbooks.
"""

from cxlab.workbooks.corrections import Corrections, export_codes, merge_corrections
from cxlab.workbooks.listening import read_listening, write_listening
from cxlab.workbooks.plans import write_plan
from cxlab.workbooks.templates import TEMPLATES, write_template, write_templates

__all__ = ["TEMPLATES", "Corrections", "export_codes", "merge_corrections", "read_listening", "write_listening",
           "write_plan", "write_template", "write_templates"]
