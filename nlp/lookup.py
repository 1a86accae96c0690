"""Many look-ups at once: from 64-bit keys to the places they were given, as arrays.

A Python dictionary of the same keys takes ten times the memory and is asked one key at a time.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

ABSENT: Final = -1
_SCATTER: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio (Knuth, TAOCP 6.4)


@dataclass(frozen=True, slots=True)
class Lookup:
    """
    Keys in buckets, one after the other.

    Attributes
    ----------
    keys : ndarray of uint64, shape (n_keys + deepest,)
        Sorted by bucket; what stands behind the last keeps a search from running over the end.
    places : ndarray of int32, shape (n_keys + deepest,)
        For each of `keys` its place among the keys given, `ABSENT` behind the last.
    starts : ndarray of int32, shape (n_buckets,)
        Where each bucket starts; the upper bits of a key's hash are its bucket.
    deepest : int
        Keys in the fullest bucket, at least 1.
    """

    keys: Keys
    places: NDArray[np.int32]
    starts: NDArray[np.int32]
    deepest: int

    @classmethod
    def of(cls, keys: Keys) -> "Lookup":
        """Lay out keys, all different, for `find`."""
        bits = max(1, (2 * len(keys)).bit_length())
        buckets = _bucket(keys, bits)
        order = np.argsort(buckets, kind="stable")
        sizes = np.bincount(buckets, minlength=1 << bits)
        starts = (np.cumsum(sizes) - sizes).astype(np.int32)
        deepest = max(1, int(sizes.max()))
        behind = np.full(deepest, ABSENT, np.int32)
        return cls(
            np.concatenate([keys[order], np.zeros(deepest, np.uint64)]),
            np.concatenate([order.astype(np.int32), behind]),
            starts,
            deepest,
        )

    def __len__(self) -> int:
        return len(self.keys) - self.deepest

    def in_order(self) -> Keys:
        """Return the keys as they were given."""
        keys = np.empty(len(self), np.uint64)
        keys[self.places[: len(self)]] = self.keys[: len(self)]
        return keys

    def find(self, wanted: Keys) -> NDArray[np.int32]:
        """Return the place of each wanted key, `ABSENT` for those that were not given."""
        at = self.starts.take(_bucket(wanted, len(self.starts).bit_length() - 1))
        for _ in range(self.deepest - 1):
            at += self.keys.take(at) != wanted
        return np.where(self.keys.take(at) == wanted, self.places.take(at), np.int32(ABSENT))


def _bucket(keys: Keys, bits: int) -> NDArray[np.int64]:
    return (keys * _SCATTER >> np.uint64(64 - bits)).astype(np.int64)
