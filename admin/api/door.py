"""The door for programs: which shop a key opens, and which days and answers are asked for.

Every handler of this room stands behind `DOOR`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter

from admin.api.errors import (
    ApiError,
    AskedWrongly,
    KeyRefused,
    Parameter,
    WordsNotIncluded,
    refused,
)
from admin.api.keys import key_hash, key_of
from admin.dashboard.filters import Filters, Weights, read
from models.queries import api_keys, quality, shops
from models.queries.shops import Shop

AnyRequest = Request[Any, Any, Any]  # Any: litestar's user, auth and state
# The last use is written down at most this often, so that reading numbers does not write.
TOUCH_EVERY = timedelta(minutes=5)
LARGEST_PAGE = 200
# The filters are read in one place for pages and programs; here they are described.
Period = Annotated[
    str | None, QueryParameter(description="7d, 28d (the default), 91d, 364d or all")
]
Day = Annotated[str | None, QueryParameter(description="A day such as 2026-11-02")]
Compare = Annotated[
    str | None, QueryParameter(description="previous (the default), last-year or off")
]
Weight = Annotated[
    str | None, QueryParameter(description="orders: weighted to all eligible orders")
]
Only = Annotated[str | None, QueryParameter(description="Only answers with this value")]


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


async def asked_filters(
    request: AnyRequest,
    caller: NamedDependency[Caller],
    period: Period = None,
    since: Day = None,
    until: Day = None,
    compare: Compare = None,
    weights: Weight = None,
    source: Only = None,
    kind: Only = None,
    channel: Only = None,
    carrier: Only = None,
    category: Only = None,
    region: Only = None,
) -> Filters:
    """Return the filters of a request; the arguments stand here to be described."""
    del period, since, until, compare, weights, source, kind, channel, carrier, category, region
    opt = request.route_handler.opt
    filters = await filters_of(request, caller, opt.get("beside", ()))
    if filters.weighted and not opt.get("weighable"):
        raise AskedWrongly((Parameter("weights", Weights.ORDERS),))
    return filters


DOOR: dict[str, Any] = {  # Any: what litestar's decorator takes
    "exception_handlers": {ApiError: refused},
    "security": [{"key": []}],
    "dependencies": {"asked_filters": Provide(asked_filters)},
    "tags": ["measures"],
}
