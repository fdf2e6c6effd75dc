"""What a function of this room must be told, in the words of somebody who plans: said when it is absent."""

from __future__ import annotations

import pandas as pd

LIST = ("expected a table (DataFrame), one row an initiative, with the columns initiative, track, duration_quarters, "
        'effort_fte and value; cx.read_initiatives("list.xlsx").good reads one from Excel')
CAPACITY = ('expected how much you have in each quarter, for example\n'
            '    capacity = pd.Series(3.0, index=["2026Q1", "2026Q2", "2026Q3"])  # three people in each quarter\n'
            "    {call}\n"
            "With several resources it is a table, one row a quarter, one column a resource")
MEANING = {
    "capacity": "say " + CAPACITY.removeprefix("expected "),
    "near": 'name the column with the value in the near term, such as near="customer_value"',
    "long": 'name the column with the value in the long term, such as long="value"',
    "low": 'name the column with the lowest value you think possible, such as low="value_low"',
    "high": 'name the column with the highest value you think possible, such as high="value_high"',
    "quarter": 'name the quarter to look at, such as "2026Q3"',
    "plans": 'give the plans to compare, each with a name, such as {"ours": selection, "list": ["Call back"]}',
    "initiative": 'name the initiative that was left out, such as "Fix bills"',
    "today": 'give the day of which the ledger tells, such as today="2026-12-31"',
    "mean": "give what you believe the idea brings a quarter, once scaled",
    "sd": "give how unsure you are of that (standard deviation)",
    "scale_cost": "give what scaling costs, once",
    "quarters": "give the number of quarters in which the idea would earn",
    "delay_quarters": "give the quarters that the trial takes off those",
    "customers": "give the number of customers in the trial",
    "customer_sd": "give how much customers differ (standard deviation)",
    "trial_cost": "give what the trial costs",
}


def check_told(call: str, **given) -> None:
    """Raise a TypeError that says of each argument that is None what it is, and shows the whole call.

    `initiatives` among them must be a table, and `capacity` a table or a column.
    """
    faults = [f"{name} is not given: " + MEANING[name].replace("{call}", call) for name, value in given.items()
              if value is None and name != "initiatives"]
    if "initiatives" in given and not isinstance(given["initiatives"], pd.DataFrame):
        faults.insert(0, f"initiatives is {_kind(given['initiatives'])}; {LIST}")
    capacity = given.get("capacity")
    if capacity is not None and not isinstance(capacity, pd.DataFrame | pd.Series):
        faults.append(f"capacity is {_kind(capacity)}; " + CAPACITY.replace("{call}", call))
    if faults:
        shown = "" if "capacity" in given else f"\nFor example: {call}"
        raise TypeError("\n".join(faults) + shown)


def _kind(value) -> str:
    """What somebody handed over, as they would call it."""
    if value is None:
        return "not given"
    known = {"list": "a list", "tuple": "a list", "dict": "a dictionary", "str": "a text", "int": "a number",
             "float": "a number", "Series": "a single column", "ndarray": "an array"}
    return known.get(type(value).__name__, f"a {type(value).__name__}")
