"""Widgets: thin shells round pure functions, for people who would rather click.

A widget's state is plain data that a test sets and reads without a browser. The clickable wheel, the coding desk and
the portfolio's sliders get their rooms here; the first lessons do without.
"""

__all__: list[str] = []
