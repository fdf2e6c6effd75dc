"""One clock for all benchmarks: CPU seconds, so that other work on the machine does not count.

``now`` adds up the CPU seconds of this process, of its children that ended (CBC, a fresh Python), and what peers that
run in a Python of their own reported of themselves (:mod:`peers`).
"""

from __future__ import annotations

import time

try:
    import resource
except ImportError:  # Windows knows no such thing: children that ended do not count there
    resource = None

_reported = 0.0


def report(seconds: float) -> None:
    """Count seconds that a peer measured in its own process."""
    global _reported
    _reported += seconds


def now() -> float:
    """Return the CPU seconds spent so far."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN) if resource else None
    return time.process_time() + _reported + (children.ru_utime + children.ru_stime if children else 0)
