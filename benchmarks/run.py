#!/usr/bin/env python3
"""Run the benchmarks and print one table: each of our speeds as a ratio to its baseline in the same run.

    make bench                      all of them
    make bench ARGS="-k import"     some of them

Each file ``bench_*.py`` holds functions ``bench_...(benchmark)`` in groups; in each group the function whose name ends
in ``baseline`` is what the others are compared with. A ratio under 1 means that ours is faster. Benchmarks are never
part of the test gate.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def measure(arguments: list[str]) -> list[dict]:
    """Run pytest-benchmark on this folder and return its measurements."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        code = subprocess.call([
            sys.executable, "-m", "pytest", "-q", "-o", "python_files=bench_*.py", "-o", "python_functions=bench_*",
            "-W", "default", f"--benchmark-json={result}", "--benchmark-disable-gc", "--benchmark-quiet",
            str(ROOT / "benchmarks"), *arguments], cwd=ROOT)
        if code:
            sys.exit(code)
        return json.loads(result.read_text(encoding="utf-8"))["benchmarks"]


def tabulate(measurements: list[dict]) -> str:
    """Return a table with, for each benchmark, its median, the baseline's and the ratio of the two."""
    groups: dict[str, list[dict]] = {}
    for one in measurements:
        groups.setdefault(one["group"] or one["fullname"], []).append(one)
    lines = ["| what | ours (median) | baseline | baseline (median) | ratio |", "|---|---|---|---|---|"]
    for group, members in sorted(groups.items()):
        bases = [one for one in members if one["name"].split("[")[0].endswith("baseline")]
        for one in (member for member in members if member not in bases):
            ours = one["stats"]["median"]
            rate = f"; {one['extra_info']['per_second'] / ours:,.0f} {one['extra_info'].get('unit', 'rows')}/s" \
                if "per_second" in one["extra_info"] else ""
            for base in bases or [None]:
                theirs = base["stats"]["median"] if base else float("nan")
                name = base["extra_info"].get("baseline", base["name"]) if base else "–"
                lines.append(f"| {group}: {one['name'].removeprefix('bench_')} | {ours:.4g} s{rate} | {name} | "
                             f"{theirs:.4g} s | {ours / theirs:.2f} |")
    return "\n".join(lines)


def main() -> None:
    table = tabulate(measure(sys.argv[1:]))
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "scipy", "scikit-learn", "pyarrow"))
    print(f"\n{platform.machine()}, {platform.system()}, Python {platform.python_version()}, {versions}\n\n{table}")


if __name__ == "__main__":
    main()
