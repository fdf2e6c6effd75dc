"""Does a year of a large contact centre fit? Ten million calls and two million verbatims, from two files to an effect.

Run it by hand: ``python benchmarks/year.py``. The files are simulated in parts first (in a process of their own, so
that their memory does not count) and kept in the folder that ``--folder`` names, to be used again. What is printed:
seconds and CPU seconds of each step, and the most memory that the process had taken when the step was over. Nothing
here is part of the tests.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd
from tqdm import tqdm

import cxlab as cx
from cxlab.readers import iter_calls

PART = 250_000
VERBATIMS_PER_CALL = 0.2
OURS = ("call_id", "customer_id", "agent_id")
CALL_COLUMNS = ["call_id", "date", "customer_id", "agent_id", "team", "topic", "outcome", "line_quality",
                "handle_minutes"]


def simulate_part(folder: Path, part: int, size: int) -> None:
    """One regional centre: its calls and its verbatims, with identifiers of its own."""
    calls, truth = cx.simulate.simulate_calls(size, seed=part)
    complaints, _ = cx.simulate.simulate_complaints(calls, truth, seed=part, n=int(size * VERBATIMS_PER_CALL))
    for table, name in ((calls, "calls"), (complaints, "complaints")):
        for column in (name for name in (*OURS, "complaint_id") if name in table):
            table[column] = table[column] + f"-{part:03d}"
        table.to_csv(folder / f"{name}.csv", mode="a", header=part == 1, index=False)


def simulate(folder: Path, calls: int) -> None:
    """Write the two files part by part."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = max(1, calls // PART)
    for part in tqdm(range(1, parts + 1), desc="simulate", unit="part"):
        simulate_part(folder, part, min(PART, calls))


class Clock:
    """Prints what each step took."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def step(self, name: str, said: str = "") -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        self.lines.append(f"{name:28} {wall - self.wall:7.1f} s  {cpu - self.cpu:7.1f} CPU-s  {peak:5.2f} GB  {said}")
        sys.stdout.write(self.lines[-1] + "\n")
        sys.stdout.flush()
        self.wall, self.cpu = time.perf_counter(), time.process_time()


def stack(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Put parts below each other; categories stay categories."""
    joined = {}
    for name in list(parts[0]):
        pieces = [part.pop(name) for part in parts]
        is_category = isinstance(pieces[0].dtype, pd.CategoricalDtype)
        joined[name] = pd.api.types.union_categoricals(pieces) if is_category else \
            pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(joined)


def read_and_code(path: Path) -> pd.DataFrame:
    """Read the verbatims part by part, code them, and let the texts go."""
    kept = []
    for reading in cx.iter_complaints(path, chunk_rows=PART, progress=True):
        codes = cx.intelligibility.code_complaints(reading.good["text"])
        kept.append(reading.good[["call_id", "customer_id", "date"]].join(codes[["status", "complaint"]]))
    return stack(kept)


def read_calls(path: Path) -> pd.DataFrame:
    """Read the log part by part; people become categories, which takes a tenth of the room."""
    kept = [reading.good[CALL_COLUMNS].astype({"agent_id": "category", "team": "category"})
            for reading in iter_calls(path, chunk_rows=PART, progress=True)]
    return stack(kept)


def run(folder: Path) -> None:
    """The whole path, from two files to whether the training helped."""
    clock = Clock()
    complaints = read_and_code(folder / "complaints.csv")
    clock.step("read and code verbatims", f"{len(complaints):,} verbatims")
    calls = read_calls(folder / "calls.csv")
    clock.step("read calls", f"{len(calls):,} calls")
    link = cx.join_calls(complaints, calls)
    clock.step("join_calls", link.text)
    rates = cx.intelligibility.rate_complaints(cx.linkage.rate_base(link, by="team", event="complaint"))
    clock.step("rate_complaints", f"{len(rates)} teams, {rates['count'].sum():,.0f} complaints")
    again = cx.intelligibility.find_repeats(calls, days=7)
    clock.step("find_repeats", f"{again.mean():.1%} rang again")
    complained = cx.linkage.mark_calls(link, event="complaint")
    calls["repeat_call"] = again
    del link
    effect = cx.intelligibility.repeat_call_effect(calls, complained)
    clock.step("repeat_call_effect", effect.text)
    by_customer = cx.intelligibility.repeat_call_effect(calls, complained, cluster="customer_id")
    clock.step("the same, by customer", f"{by_customer.n_clusters:,} customers")
    helped = cx.intelligibility.did_it_help(calls, complained, treated=["Birch", "Elm"], intervention="2026-07-01")
    clock.step("did_it_help", helped.text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=10_000_000, help="calls in the year")
    parser.add_argument("--folder", type=Path, help="where the simulated files are, or are to be put")
    parser.add_argument("--only", choices=["simulate", "run"], help="one half of it")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as elsewhere:
        folder = asked.folder or Path(elsewhere)
        if asked.only != "run" and not (folder / "calls.csv").exists():
            process = multiprocessing.get_context("spawn").Process(target=simulate, args=(folder, asked.calls))
            process.start()
            process.join()
        if asked.only != "simulate":
            run(folder)


if __name__ == "__main__":
    main()
