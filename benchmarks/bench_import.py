"""What it costs to import the package, beside importing pandas."""

import subprocess
import sys

import pytest


def run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.benchmark(group="import, in a fresh Python")
def bench_import_cxlab(benchmark):
    benchmark.extra_info["what"] = "cxlab"
    benchmark.pedantic(run, args=("import cxlab as cx",), rounds=9, warmup_rounds=1)


@pytest.mark.benchmark(group="import, in a fresh Python")
def bench_import_cxlab_and_check_a_frame(benchmark):
    benchmark.extra_info["what"] = "cxlab and its checks of tables"
    benchmark.pedantic(run, args=("import cxlab as cx; cx.check_frame",), rounds=9, warmup_rounds=1)


@pytest.mark.benchmark(group="import, in a fresh Python")
def bench_import_pandas_baseline(benchmark):
    benchmark.extra_info["baseline"] = "import pandas"
    benchmark.pedantic(run, args=("import pandas",), rounds=9, warmup_rounds=1)
