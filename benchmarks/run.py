#!/usr/bin/env python3
"""Run the benchmarks and put one table on the screen and into RESULTS.md.

    make bench                                all of them (half an hour)
    make bench ARGS="frames emotions"         these parts again; the others stay as they were last measured
    make bench ARGS="emotions -k wheel"       some of them, on the screen only

Each file ``bench_PART.py`` holds functions ``bench_...(benchmark)`` in groups; in each group the functions whose names
end in ``baseline`` are what the others are compared with: a named peer, or the plainest way to do the same. What is
counted is CPU seconds (:mod:`clock`), the least of the repeats. Benchmarks are never part of the test gate.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
KEPT = HERE.parent / ".benchmarks" / "run"
PARTS = ("import", "frames", "reading", "language", "emotions", "charts", "intelligibility", "portfolio", "plans")
PACKAGES = ("cxlab", "numpy", "pandas", "pyarrow", "scipy", "scikit-learn", "matplotlib", "pandera", "pulp", "ortools")
HOW = """\
**How to read it.** Each figure is CPU time: what all cores together worked, loading and installing left out, the least
of the repeats. So waiting for other work on the machine does not count; but a busy machine still makes all of them
slower, ours and theirs alike, so trust the ratio more than the seconds. "Times as fast" compares with the peer or
baseline in the same run: 10 means that ours needs a tenth of the time, 0.5 that it needs double. A baseline does less
than ours, and is the least that the work can cost. A bar is what we hold ourselves to; a dash means that there is none.
For plans, "gap" is how much better a plan could at most be. Every solver stops after 60 or 90 seconds by the wall clock
(on a busy machine it has worked less by then) and shows the gap that it left; where ours was ready and the other was
not, ">" says that it needs more. The data are simulated and the remarks our own, but for the film lines, which are XED
(Öhman et al. 2020, CC BY 4.0). Plans are made once, all else at least twice. Measure again with `make bench`.
"""


def measure(part: str, arguments: list[str]) -> dict:
    """Run one part with pytest-benchmark in a Python of its own, and return what it measured."""
    KEPT.mkdir(parents=True, exist_ok=True)
    result, words = KEPT / f"{part}.tmp.json", KEPT / f"{part}.xml"
    result.unlink(missing_ok=True)
    began, load = datetime.now(), load_now()
    subprocess.call([
        sys.executable, "-m", "pytest", "-q", "-o", "python_files=bench_*.py", "-o", "python_functions=bench_*",
        "-W", "default", "-p", "no:cacheprovider", f"--benchmark-json={result}", "--benchmark-quiet",
        "--benchmark-timer=clock.now", f"--junitxml={words}", str(HERE / f"bench_{part}.py"), *arguments],
        cwd=HERE.parent, env=os.environ | {"PYTHONPATH": str(HERE)})
    kept = json.loads(result.read_text(encoding="utf-8")) if result.exists() and result.stat().st_size else {}
    result.unlink(missing_ok=True)
    return {"began": began.isoformat(), "ended": datetime.now().isoformat(), "load": [load, load_now()],
            "cpu": kept.get("machine_info", {}).get("cpu", {}).get("brand_raw", platform.machine()),
            "versions": versions(), "missed": missed(words), "benchmarks": [
                {"name": one["name"], "group": one["group"], "seconds": one["stats"]["min"],
                 "rounds": one["stats"]["rounds"], **one["extra_info"]} for one in kept.get("benchmarks", [])]}


def load_now() -> float | None:
    """Return how many processes want a core at this time, where the machine tells."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def versions() -> dict[str, str]:
    """Return the versions of the packages that the figures depend on."""
    found = {"Python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except ModuleNotFoundError:
            continue
    return found


def missed(words: Path) -> list[str]:
    """Return the reasons why some benchmarks were left out, or failed."""
    cases = ElementTree.parse(words).iter("testcase") if words.exists() else ()
    left = [case.find(tag) for case in cases for tag in ("skipped", "failure", "error")]
    return sorted({one.get("message", "").splitlines()[0][:200] for one in left if one is not None})


def rows(benchmarks: list[dict]) -> list[list[str]]:
    """Return the rows of the table: one for each of ours and each peer or baseline in its group."""
    groups: dict[str, list[dict]] = {}
    for one in benchmarks:
        groups.setdefault(one["group"] or one["name"], []).append(one)
    lines = []
    for group, members in groups.items():
        bases = [one for one in members if "baseline" in one]
        for ours in (one for one in members if "baseline" not in one):
            first = [f"{group}: {ours['what']}" if "what" in ours else group, amount(ours), bar(ours)]
            for base in bases or [None]:
                beside = [base["baseline"], amount(base), times(ours, base)] if base else ["–"] * 3
                lines.append([*first[:2], *beside, first[2]])
                first = [""] * 3
    return lines


def amount(one: dict) -> str:
    """Say how long it took or, where rows were counted, how many a CPU second."""
    seconds = one["seconds"]
    if one.get("failed"):
        return "no plan" + one["note"].removeprefix("gap not told") + f" ({seconds:.0f} CPU-s)"
    said = f"{one['per'] / seconds:,.0f} {one['unit']}/s" if "per" in one else \
        f"{seconds:.3g} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
    return said + (f", {one['note']}" if "note" in one else "")


def times(ours: dict, base: dict) -> str:
    """Return how many times as fast ours is, for the same amount of work, or at least how many times."""
    if not ours.get("reached", True):
        return "–"
    ratio = base["seconds"] / base.get("per", 1) / (ours["seconds"] / ours.get("per", 1))
    said = f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"
    return said if base.get("reached", True) else f"> {said}"


def bar(one: dict) -> str:
    """Say the bar, and whether it was met; a plan must also have reached its gap."""
    if "bar" not in one:
        return "–"
    if "per" in one:
        said, met = f"≥ {one['bar']:,}/s", one["per"] / one["seconds"] >= one["bar"]
    else:
        said = f"≤ {one['bar']:g} s" if one["bar"] >= 1 else f"≤ {one['bar'] * 1000:g} ms"
        met = one["seconds"] <= one["bar"]
    return f"{said}: {'met' if met and one.get('reached', True) else 'not met'}"


def describe(parts: dict[str, dict]) -> str:
    """Return date, machine, versions and the table."""
    newest = max(parts.values(), key=lambda part: part["ended"])
    dates = sorted({part["ended"][:10] for part in parts.values()})
    loads = [load for part in parts.values() for load in part["load"] if load is not None]
    known = {key: value for part in parts.values() for key, value in part["versions"].items()}
    busy = f" While measuring, between {min(loads)} and {max(loads)} processes wanted a core." if loads else ""
    head = [f"Measured on {' and '.join(dates)}, on {os.cpu_count()} cores of {newest['cpu']}, {platform.system()}."
            + busy, "", "Versions: " + ", ".join(f"{key} {value}" for key, value in known.items()) + ".", ""]
    table = [["what", "ours", "peer or baseline", "theirs", "times as fast", "bar"], ["---"] * 6]
    table += [row for name in PARTS if name in parts for row in rows(parts[name]["benchmarks"])]
    lines = [f"| {' | '.join(row)} |" for row in table]
    left = [reason for name in PARTS if name in parts for reason in parts[name]["missed"]]
    return "\n".join([*head, *lines, *(["", "Not measured:", "", *(f"- {reason}" for reason in left)] if left else [])])


def main() -> None:
    named = [argument for argument in sys.argv[1:] if argument in PARTS]
    rest = [argument for argument in sys.argv[1:] if argument not in PARTS]
    began, parts = time.time(), {}
    for part in named or PARTS:
        parts[part] = measure(part, rest)
        if not rest:
            (KEPT / f"{part}.json").write_text(json.dumps(parts[part], indent=1), encoding="utf-8")
    if not rest:
        parts = {part: json.loads((KEPT / f"{part}.json").read_text(encoding="utf-8"))
                 for part in PARTS if (KEPT / f"{part}.json").exists()}
        page = f"# Speeds, measured\n\n{HOW}\n{describe(parts)}\n"
        (HERE / "RESULTS.md").write_text(page, encoding="utf-8")
    print(f"\n{describe(parts)}\n\nmeasured in {time.time() - began:.0f} seconds")


if __name__ == "__main__":
    main()
