"""What the tests share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

# The gate tries the same examples every time, so that it cannot fail by chance on somebody's machine. To look for new
# ones: pytest --hypothesis-profile=explore
settings.register_profile("gate", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", max_examples=1_000, deadline=None)
settings.load_profile("gate")

OUTSIDE = Path(__file__).parents[2] / "shared" / "reference"


@pytest.fixture
def rng(request) -> np.random.Generator:
    """A random generator seeded with the name of the test."""
    return np.random.default_rng(list(request.node.name.encode()))


@pytest.fixture(scope="session")
def outside() -> Path:
    """Folder of outside data that is not part of the project; a test that needs it is skipped where it is absent."""
    if not OUTSIDE.exists():
        pytest.skip("the outside reference data are not on this machine")
    return OUTSIDE
