"""Telling English from Dutch in short remarks, beside two well-known detectors on the first of them."""

import pytest
from remarks import own_remarks, peer_or_skip

from cxlab.language import detect_language

TEXTS, FEW = 100_000, 2_000
GROUP = "language of 100,000 short remarks"


@pytest.fixture(scope="module")
def remarks():
    return own_remarks(TEXTS, languages=("en", "nl"))


@pytest.mark.benchmark(group=GROUP)
def bench_detect_language(benchmark, remarks):
    benchmark.extra_info |= {"per": TEXTS, "unit": "texts"}
    benchmark.pedantic(detect_language, args=(remarks,), rounds=5, warmup_rounds=1)


@pytest.mark.parametrize(("name", "said"), [("Lingua", "nine languages"), ("py3langid", "all its languages")])
@pytest.mark.benchmark(group=GROUP)
def bench_peers_baseline(benchmark, remarks, name, said):
    with peer_or_skip(name, f"{name.lower()}_texts", texts=remarks.head(FEW).to_list()) as peer:
        benchmark.extra_info |= {"baseline": f"{name} {peer.version}, {said}", "per": FEW, "unit": "texts"}
        benchmark.pedantic(peer, rounds=3)
