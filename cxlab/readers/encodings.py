"""Which letters do the bytes of a text file stand for?

A file does not say how its letters were written. Guess wrong and "één" becomes "Ã©Ã©n". The decision is taken over the
whole file, because the one letter that decides may stand in row 900,000, and every doubt becomes a note.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

BLOCK_BYTES = 1 << 22
HEAD_BYTES = 1 << 16
NAMES = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
         "utf-16-be": "UTF-16", "utf-32": "UTF-32", "cp850": "the DOS code page 850", "mac_roman": "Mac Roman"}
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")
# Letters that customers in Western Europe really type, by how often; they tell one-byte encodings apart.
_COMMON = {**dict.fromkeys("èêîíôóûúâáñßÉË€‘“”–…´£°", 1), **dict.fromkeys("ïöüàçäè", 2), "ë": 4, "’": 4, "é": 6}
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# A byte that does not fit is kept as a private-use character, so that its row can be named and the byte read again.
_MARK = 0xF700
_MARKED = "[\uf780-\uf7ff]"
_HANDLER = "cxlab-mark"
_BROKEN = "Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|Â[\u00a0-\u00bf]|ï¿½|\ufffd"
_CONTROL = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\u009f]"


def _mark_bytes(error: UnicodeError):
    if not isinstance(error, UnicodeDecodeError) or error.encoding.startswith(("utf-16", "utf-32")):
        return "\ufffd", error.end
    return "".join(chr(_MARK + byte) for byte in error.object[error.start:error.end]), error.end


codecs.register_error(_HANDLER, _mark_bytes)


@dataclass(frozen=True)
class Encoding:
    """How the bytes of a file are read, and what is doubtful about it.

    Attributes
    ----------
    codec : str
        Name for :func:`open`.
    errors : str
        What to do with bytes that do not fit; "strict" when the user named the encoding.
    notes : tuple of str
        Doubts, as sentences.
    """

    codec: str
    errors: str = _HANDLER
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The encoding as a person would call it."""
        return NAMES.get(self.codec, self.codec)


def find_encoding(path: Path, *, whole: bool = True) -> Encoding:
    """Find the encoding of a text file.

    Parameters
    ----------
    path : Path
        The file.
    whole : bool
        Look at every byte; otherwise only at the first 4 MB.

    Returns
    -------
    Encoding
        UTF-8 where all bytes fit; else a one-byte encoding; a file that mixes the two is read as UTF-8 and the bytes
        that do not fit as Windows-1252. The notes say so.

    Notes
    -----
    In real text a stray pair such as "Ã©" is next to impossible, so a byte sequence that is legal UTF-8 is taken for
    UTF-8 when it stands for a letter or sign of Western European text.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    for mark, codec in _BOMS:
        if head.startswith(mark) and codec != "utf-8-sig":
            return Encoding(codec)
    wide = _find_utf16(head)
    if wide:
        return Encoding(wide, notes=(f"The file has no mark that says so, but reads as UTF-16 ({wide[-2:].upper()}).",))
    return _decide(_tally_file(path, whole))


def name_encoding(encoding: str) -> Encoding:
    """Return the encoding that the user named, or say that there is none of that name."""
    try:
        codec = codecs.lookup(encoding).name
    except LookupError:
        raise ValueError(f"there is no encoding called {encoding!r}; try 'utf-8', 'cp1252' or 'utf-16', or leave "
                         "encoding out and the file will show it") from None
    return Encoding("utf-8-sig" if codec == "utf-8" else codec, errors="strict")


def _find_utf16(head: bytes) -> str:
    zeros = np.frombuffer(head[: len(head) // 2 * 2], dtype=np.uint8).reshape(-1, 2) == 0
    if not len(zeros):
        return ""
    first, second = zeros.mean(axis=0)
    if second > 0.2 and first < 0.05:
        return "utf-16-le"
    return "utf-16-be" if first > 0.2 and second < 0.05 else ""


@dataclass
class _Tally:
    """Counts of the bytes over 127: legal UTF-8 sequences, those credible in Western text, and each byte's number."""

    legal: int
    credible: int
    stray: np.ndarray
    high: np.ndarray


def _tally_file(path: Path, whole: bool) -> _Tally:
    total = _Tally(0, 0, np.zeros(256, dtype=np.int64), np.zeros(256, dtype=np.int64))
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            _tally_block(block + file.readline(BLOCK_BYTES), total)
            if not whole:
                break
    return total


def _tally_block(block: bytes, total: _Tally) -> None:
    data = np.frombuffer(block + b"\0\0\0", dtype=np.uint8)
    at = np.flatnonzero(data & 0x80)
    if not len(at):
        return
    lead, follows = data[at], [(data[at + step] & 0xC0) == 0x80 for step in (1, 2, 3)]
    two = (lead >= 0xC2) & (lead <= 0xDF) & follows[0]
    three = (lead >= 0xE0) & (lead <= 0xEF) & follows[0] & follows[1]
    four = (lead >= 0xF0) & (lead <= 0xF4) & follows[0] & follows[1] & follows[2]
    covered = np.zeros(len(data), dtype=bool)
    for starts, length in ((at[two], 2), (at[three], 3), (at[four], 4)):
        for step in range(length):
            covered[starts + step] = True
    after = data[at + 1]
    credible = (two & (lead <= 0xC3)) | (three & (lead == 0xE2) & (after >= 0x80) & (after <= 0x84)) \
        | (four & (lead == 0xF0) & (after == 0x9F))
    total.legal += int((two | three | four).sum())
    total.credible += int(credible.sum())
    total.stray += np.bincount(data[at[~covered[at]]], minlength=256)
    total.high += np.bincount(lead, minlength=256)


def _decide(tally: _Tally) -> Encoding:
    strays = int(tally.stray.sum())
    if strays == 0:
        return Encoding("utf-8-sig")
    if tally.credible or tally.legal > strays:
        return Encoding("utf-8-sig", notes=(
            f"The file mixes two encodings: {tally.legal:,} letters are UTF-8 and {strays:,} bytes are not. "
            "Those bytes were read as Windows-1252.",))
    codec = _guess_single_byte(tally.high)
    if codec != "cp1252":
        return Encoding(codec, notes=(
            f"The encoding is doubtful: the file looks like {NAMES[codec]}, which old systems write, and was read so. "
            "If words look wrong, say encoding='cp1252'.",))
    return Encoding("cp1252", notes=(
        "The file is not UTF-8; it was read as Windows-1252, which Excel writes in Western Europe. If words look "
        "wrong, name the encoding: encoding='...'.",))


def _guess_single_byte(high: np.ndarray) -> str:
    """Choose the encoding under which most bytes are letters that customers type; Windows-1252 unless clearly worse."""
    scores = {
        codec: sum(int(high[byte]) * _COMMON.get(bytes([byte]).decode(codec, "replace"), 0) for byte in range(128, 256))
        for codec in ("cp1252", "cp850", "mac_roman")
    }
    best = max(scores, key=scores.get)
    return best if scores[best] > 2 * scores["cp1252"] else "cp1252"


def settle_marks(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read the bytes that did not fit as Windows-1252, and say in which rows they stood.

    Parameters
    ----------
    text : Series of str
        A column as it was read.

    Returns
    -------
    tuple of (Series of str, Series of bool)
        The column without marks, and True for the rows that had one.
    """
    marked = text.str.contains(_MARKED, regex=True).fillna(False).astype(bool)
    if not marked.any():
        return text, marked
    settled = text.copy()
    settled[marked] = text[marked].map(settle_text)
    return settled, marked


def settle_text(text: str) -> str:
    """Read the marked bytes of one text as Windows-1252; the five bytes it does not know become U+FFFD."""
    return "".join(
        bytes([ord(letter) - _MARK]).decode("cp1252", "replace") if 0xF780 <= ord(letter) <= 0xF7FF else letter
        for letter in text
    )


def find_doubtful(text: pd.Series) -> dict[str, pd.Series]:
    """Find texts whose letters were spoilt before we saw them, or that hold control characters.

    Parameters
    ----------
    text : Series of str

    Returns
    -------
    dict of str to Series of bool
        ``"broken"`` (such as "Ã©" for "é") and ``"control"``.
    """
    return {name: text.str.contains(pattern, regex=True).fillna(False).astype(bool)
            for name, pattern in (("broken", _BROKEN), ("control", _CONTROL))}
