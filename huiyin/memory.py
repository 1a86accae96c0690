"""What loading leaves behind in memory, handed back to the machine.

glibc keeps pages that were freed for later use; a process that loads once and serves for weeks
has no later use for them. Elsewhere nothing happens.
"""

import ctypes
import gc
from typing import Final

_ARENA_MAX: Final = -8  # mallopt's own number
_FEW: Final = 2


def keep_small() -> None:
    """Let threads share two heaps: each database thread would else keep one that it hardly uses."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_ARENA_MAX, _FEW)


def give_back() -> None:
    """Hand the pages that are empty now back to the system."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
