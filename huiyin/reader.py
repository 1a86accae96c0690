"""The readers of this process: the base one, loaded at the first comment, and shops' own.

A shop's reader is looked for once a minute and swapped whole; one that is refused never serves,
and only so many are held at once.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from huiyin.fitting import load_or_fit_apart
from huiyin.memory import give_back
from models.queries import reader_models
from nlp.errors import ArtefactRefused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from nlp import Reader

log = logging.getLogger("huiyin.reader")
LOOK_EVERY = timedelta(minutes=1)
# Of some 40 MB each; one that was let go is loaded again in a fifth of a second.
SHOPS_AT_ONCE = 4
# The first comment and the first tick may come together: one fit serves both.
_loading = threading.Lock()


def _silent(_step: str, _share: float) -> None:
    """Say nothing while the reader is fitted."""


def reader_in(var_dir: Path) -> Reader:
    """Return the base reader, from the cache under `var_dir` or fitted now; by one thread only."""
    with _loading:
        return _loaded(var_dir)


@cache
def _loaded(var_dir: Path) -> Reader:
    loaded = load_or_fit_apart(var_dir / "reader", _silent)
    give_back()
    return loaded


@dataclass(frozen=True, slots=True)
class _Serving:
    """A shop's reader, the version that is active by the rows, and when that was looked up."""

    reader: Reader
    version: str | None
    looked_at: datetime


class ShopReaders:
    """The base reader when called; each shop's own by `of_shop`, the base where it has none."""

    def __init__(self, base: Callable[[], Reader], clock: Callable[[], datetime]) -> None:
        self._base = base
        self._clock = clock
        self._serving: dict[int, _Serving] = {}

    def __call__(self) -> Reader:
        """Return the base reader."""
        return self._base()

    async def of_shop(self, shop_id: int) -> Reader:
        """Return the shop's reader; a newer version is noticed within a minute."""
        now = self._clock()
        known = self._serving.get(shop_id)
        if known is None or now - known.looked_at >= LOOK_EVERY:
            known = await self._looked(shop_id, known, now)
        self._keep(shop_id, known)
        return known.reader

    def _keep(self, shop_id: int, serving: _Serving) -> None:
        """Keep what serves a shop, and let go of the readers that were longest not asked for."""
        self._serving.pop(shop_id, None)
        self._serving[shop_id] = serving  # the last place is the latest asked
        own = [shop for shop, one in self._serving.items() if one.version is not None]
        for shop in own[:-SHOPS_AT_ONCE]:
            del self._serving[shop]

    async def _looked(self, shop_id: int, known: _Serving | None, now: datetime) -> _Serving:
        version = await reader_models.active_version(shop_id)
        if known is not None and known.version == version:
            return _Serving(known.reader, version, now)
        base = await asyncio.to_thread(self._base)
        if version is None:
            return _Serving(base, None, now)
        try:
            stored = await reader_models.artefact(shop_id, version)
            reader = await asyncio.to_thread(_opened, stored, base)
        except ArtefactRefused as refusal:
            reader = base if known is None else known.reader
            log.error(  # noqa: TRY400 - the refusal says it all
                "reader %s of shop %d is refused (%s); %s goes on reading",
                *(version, shop_id, refusal, reader.version),
            )
        return _Serving(reader, version, now)


def _opened(stored: bytes, base: Reader) -> Reader:
    from nlp.artefact import from_bytes

    return from_bytes(stored, base.analyser)
