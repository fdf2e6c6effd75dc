"""What a valid table is.

Every table that the laboratory works with has a contract: its columns, their kinds, units and legal values, and what
makes a row unique. :func:`check_frame` takes a table whole or raises one :class:`FrameError` that lists everything
that is wrong with it. :func:`split_frame` forgives: it hands back the good rows, typed, and the refused rows as they
came. :func:`describe_contract` explains a table's columns in English or Dutch.
"""

from cxlab.frames.checks import (
    FrameError,
    Split,
    check_frame,
    describe_contract,
    describe_faults,
    find_contract,
    split_frame,
)
from cxlab.frames.contracts import (
    CAUSES,
    CONTRACTS,
    FUNDAMENTAL,
    INNOVATION,
    LANGUAGES,
    STATUSES,
    TRACKS,
    Column,
    Contract,
)
from cxlab.frames.convert import fold, infer_dayfirst, infer_decimal

__all__ = [
    "CAUSES", "CONTRACTS", "FUNDAMENTAL", "INNOVATION", "LANGUAGES", "STATUSES", "TRACKS", "Column", "Contract",
    "FrameError", "Split", "check_frame", "describe_contract", "describe_faults", "find_contract", "fold",
    "infer_dayfirst", "infer_decimal", "split_frame",
]
