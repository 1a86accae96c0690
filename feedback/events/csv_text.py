"""Bytes of a shop's file → lines of text: which encoding it is, and no line too long for memory.

Cutting lines into rows is csv_rows.py.
"""

import codecs
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from feedback.events.errors import FileRefused
from feedback.events.reasons import Reason, Refusal

BLOCK = 1 << 20
LONGEST_LINE = 4_000_000
# A few broken bytes are broken rows; where every fifth character breaks, the guess is wrong.
MOST_BROKEN = 0.2
BROKEN = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file read once from end to end: what it is called later, and how to read it again."""

    digest: str
    size: int
    encoding: str

    @property
    def spoken(self) -> str:
        """The encoding as people call it."""
        return self.encoding.removesuffix("-sig").upper()


def look_over(file: BinaryIO) -> FileSeen:
    """Read the whole file once; tell its SHA-256, its size and its encoding.

    Raises
    ------
    FileRefused
        If it is empty or text in no encoding we read.
    """
    digest, size = hashlib.sha256(), 0
    tries = [_Try("utf-8-sig"), _Try("gb18030")]
    file.seek(0)
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        tries = [_Try("utf-16")]
    file.seek(0)
    while block := file.read(BLOCK):
        digest.update(block)
        size += len(block)
        for one in tries:
            one.feed(block)
    if not size:
        raise FileRefused(Refusal(Reason.EMPTY_FILE))
    best = min(tries, key=lambda one: one.broken_share)
    if best.broken_share > MOST_BROKEN:
        raise FileRefused(Refusal(Reason.NEITHER_ENCODING))
    return FileSeen(digest.hexdigest(), size, best.encoding)


class _Try:
    """One encoding held against the file; the first of equals wins."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._foreign = self._broken = 0

    def feed(self, block: bytes) -> None:
        text = self._decoder.decode(block)
        if not text.isascii():
            self._foreign += len(text) - len(text.encode("ascii", "ignore"))
            self._broken += text.count(BROKEN)

    @property
    def broken_share(self) -> float:
        return self._broken / self._foreign if self._foreign else 0.0


class Lines:
    """The lines of a file with their numbers; a line read ahead can be put back."""

    def __init__(self, file: BinaryIO, encoding: str) -> None:
        file.seek(0)
        # Broken UTF-8 stays visible as lone surrogates; a shop's own "�" is left as it is.
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        self._file = io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")
        self._back: list[str] = []
        self._raw = file
        self.number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.pop() if self._back else self._read()
        if not line:
            raise StopIteration
        self.number += 1
        return line

    def put_back(self, lines: list[str]) -> None:
        """Give lines again that were read ahead of a broken row."""
        self._back += reversed(lines)
        self.number -= len(lines)

    def position(self) -> int:
        """Return how many bytes were read, for the progress bar."""
        return self._raw.tell()

    def release(self) -> None:
        """Let go of the file without closing it."""
        self._file.detach()

    def _read(self) -> str:
        line = self._file.readline(LONGEST_LINE)
        piece = line
        while len(piece) == LONGEST_LINE and not piece.endswith(("\n", "\r")):
            piece = self._file.readline(LONGEST_LINE)  # the row is refused; skip to its end
            line = line[:LONGEST_LINE] + BROKEN
        return line


def is_broken(text: str, encoding: str) -> bool:
    """Say whether a row holds bytes its encoding does not know."""
    if text.isascii():
        return False
    if encoding.startswith("utf-8"):
        return any("\udc80" <= sign <= "\udcff" for sign in text)
    return BROKEN in text
