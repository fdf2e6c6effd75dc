"""The table of the benchmarks says what was measured, and a peer in a Python of its own is timed fairly."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parents[1] / "benchmarks"
RESULTS = (HERE / "RESULTS.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in RESULTS.splitlines() if line[:2] == "| "][2:]

ALIKE = '''"""Stands for a peer: it works for a while, prints a word of its own, and counts how often it was asked."""
print("a word of its own")
def classify(text):
    return sum(k * k for k in range(200_000)), text
'''


@pytest.fixture
def bench(monkeypatch):
    """Load a file of the benchmarks by its name, and forget it afterwards."""
    monkeypatch.syspath_prepend(str(HERE))

    def load(name: str):
        monkeypatch.delitem(sys.modules, name, raising=False)
        module = importlib.import_module(name)
        monkeypatch.setitem(sys.modules, name, module)
        return module

    return load


def one(**info) -> dict:
    return {"name": "bench_one", "group": "work", "seconds": 2.0, "rounds": 3} | info


def test_every_part_has_its_file_and_every_file_its_part(bench):
    assert {f"bench_{part}.py" for part in bench("run").PARTS} == {path.name for path in HERE.glob("bench_*.py")}


def test_each_of_ours_stands_beside_each_peer_of_its_group(bench):
    table = bench("run").rows([one(bar=3), one(baseline="slow", seconds=20.0), one(baseline="quick", seconds=0.5),
                               one(group="other", seconds=0.0123)])
    assert table == [["work", "2 s", "slow", "20 s", "10", "≤ 3 s: met"], ["", "", "quick", "500 ms", "0.25", ""],
                     ["other", "12.3 ms", "–", "–", "–", "–"]]


def test_peers_that_did_less_work_are_compared_for_the_same_work(bench):
    run = bench("run")
    ours, base = one(per=1_000, unit="texts", bar=500), one(baseline="b", per=10, unit="texts", seconds=1.0)
    assert run.rows([ours, base]) == [["work", "500 texts/s", "b", "10 texts/s", "50", "≥ 500/s: met"]]


@pytest.mark.parametrize(("info", "said"), [
    ({"bar": 2.0}, "≤ 2 s: met"), ({"bar": 1.5}, "≤ 1.5 s: not met"), ({"bar": 0.07}, "≤ 70 ms: not met"),
    ({"bar": 4, "reached": False}, "≤ 4 s: not met"), ({"bar": 11, "per": 20, "unit": "rows"}, "≥ 11/s: not met"),
    ({}, "–")])
def test_a_bar_is_met_in_time_and_a_plan_only_with_its_gap(bench, info, said):
    assert bench("run").bar(one(**info)) == said


def test_a_solver_that_ran_out_of_time_was_at_least_that_slow_if_ours_was_ready(bench):
    run = bench("run")
    base = one(failed=True, reached=False, note="gap not told, stopped after 60 s", baseline="b", seconds=40.0)
    assert run.amount(base) == "no plan, stopped after 60 s (40 CPU-s)"
    assert run.times(one(reached=True), base) == "> 20"
    assert run.times(one(reached=False), base) == "–", "neither was ready: nothing to compare"


def test_what_was_left_out_is_said_with_its_reason(bench, tmp_path):
    words = tmp_path / "words.xml"
    words.write_text('<testsuites><testsuite><testcase/><testcase><skipped message="no network"/></testcase>'
                     '<testcase><failure message="broke&#10;at line 3"/></testcase></testsuite></testsuites>')
    assert bench("run").missed(words) == ["broke", "no network"]


def test_every_peer_is_pinned(bench):
    wanted = [one for peer in bench("peers").PEERS.values() for one in peer]
    assert wanted
    assert [one for one in wanted if not re.fullmatch(r"[a-z0-9-]+==[\d.]+(post\d+)?", one)] == []


def test_a_peer_is_timed_in_its_own_process_and_may_print(bench, monkeypatch, tmp_path):
    (tmp_path / "py3langid.py").write_text(ALIKE)
    (tmp_path / "py3langid-9.9.dist-info").mkdir()
    (tmp_path / "py3langid-9.9.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: py3langid\n"
                                                                   "Version: 9.9\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    clock, peers = bench("clock"), bench("peers")
    monkeypatch.setattr(peers, "FOLDER", tmp_path)
    monkeypatch.setattr(peers, "python_for", lambda name: sys.executable)
    peer = peers.Peer("py3langid", "py3langid_texts", texts=["één", "two"])
    reported = []
    monkeypatch.setattr(clock, "report", reported.append)
    peer(), peer()
    peer.close()
    assert peer.version == "9.9"
    assert len(reported) == 2
    assert min(reported) > 0.001, "the work takes some milliseconds"


def test_the_clock_counts_what_peers_report(bench):
    clock = bench("clock")
    before = clock.now()
    clock.report(1_000)
    assert 1_000 <= clock.now() - before < 1_100


def test_a_peer_that_does_not_run_says_why(bench, monkeypatch, tmp_path):
    (tmp_path / "py3langid.py").write_text("raise RuntimeError('made for an older Python')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    peers = bench("peers")
    monkeypatch.setattr(peers, "FOLDER", tmp_path)
    monkeypatch.setattr(peers, "python_for", lambda name: sys.executable)
    with pytest.raises(peers.PeerMissing, match=r"py3langid \(py3langid_texts\) does not run: .*an older Python"):
        peers.Peer("py3langid", "py3langid_texts", texts=["a"])


def test_a_peer_that_cannot_be_installed_says_why(bench, monkeypatch, tmp_path):
    peers = bench("peers")
    monkeypatch.setattr(peers, "FOLDER", tmp_path)
    monkeypatch.setattr(peers.venv, "create", lambda folder, **options: folder.mkdir())
    failed = subprocess.CompletedProcess([], 1, "", "WARNING: x\nERROR: No matching distribution found for nrclex\n")
    monkeypatch.setattr(peers.subprocess, "run", lambda *words, **options: failed)
    with pytest.raises(peers.PeerMissing, match="NRCLex cannot be installed: ERROR: No matching distribution"):
        peers.python_for("NRCLex")
    assert list(tmp_path.rglob("installed")) == []


def test_the_stored_results_have_date_machine_versions_and_no_path():
    assert re.search(r"^Measured on \d{4}-\d\d-\d\d.* cores of ", RESULTS, re.MULTILINE)
    assert re.search(r"^Versions: Python 3\.\d+\.\d+, .*pandas ", RESULTS, re.MULTILINE)
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|work|usr|Users)\b|[A-Z]:\\", RESULTS)


def test_the_stored_results_name_every_peer(bench):
    beside = " ".join(row[2] for row in ROWS) + RESULTS.partition("Not measured:")[2]
    for name in (*bench("peers").PEERS, "pandera", "frictionless", "CBC through PuLP", "CP-SAT of OR-Tools"):
        assert name in beside
