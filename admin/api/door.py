"""The door for programs: which shop a key opens, and which days and answers are asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from litestar import Request
from litestar.di import NamedDependency

from admin.api.errors import AskedWrongly, KeyRefused, Parameter, WordsNotIncluded
from admin.api.keys import key_hash, key_of
from admin.dashboard.filters import Filters, read
from models.queries import api_keys, quality, shops
from models.queries.shops import Shop

AnyRequest = Request[Any, Any, Any]  # Any: litestar's user, auth and state
# The last use is written down at most this often, so that reading numbers does not write.
TOUCH_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Caller:
    """A program of a shop, and what it may read there."""

    shop: Shop
    reads_words: bool
    now: datetime

    def require_words(self) -> None:
        """Refuse what shoppers wrote to a key that reads numbers only."""
        if not self.reads_words:
            raise WordsNotIncluded("Make one that also reads comments on the shop's page of keys.")


async def caller_at_the_door(
    request: AnyRequest, clock: NamedDependency[Callable[[], datetime]]
) -> Caller:
    """Return whose key a request carries.

    Raises
    ------
    KeyRefused
        If it carries none, or one that opens nothing: the same answer for all of these.
    """
    key = key_of(request.headers.get("authorization", ""))
    found = await api_keys.by_hash(key_hash(key)) if key else None
    shop = await shops.by_id(found.shop_id) if found else None
    if found is None or shop is None:
        raise KeyRefused("Send “Authorization: Bearer” and a live key of the shop.")
    now = clock()
    if found.used_at is None or now - found.used_at > TOUCH_EVERY:
        await api_keys.touch(shop.id, found.id, now)
    return Caller(shop, found.reads_words, now)


async def filters_of(request: AnyRequest, caller: Caller, beside: Iterable[str] = ()) -> Filters:
    """Return the days and answers asked for, in the words of the pages' addresses.

    Raises
    ------
    AskedWrongly
        If a parameter is unknown or cannot be used; a page would show the rest, a program would
        not notice.
    """
    known = await quality.first_and_last_day(caller.shop.id)
    asked: dict[str, list[str]] = request.query_params.dict()
    today = caller.now.astimezone(caller.shop.zone).date()
    filters = read(asked, today, known.since if known else None, beside)
    if filters.ignored:
        raise AskedWrongly(tuple(Parameter(one.name, one.value) for one in filters.ignored))
    return filters
