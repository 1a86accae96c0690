"""What every dashboard page is given: the filters, their bar, and the ways out of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request

from admin.access.door import ShopSeen, Viewer
from admin.dashboard import words
from admin.dashboard.filters import Against, Filters, Preset, Weights, read
from admin.dashboard.steps import steps
from admin.dashboard.words import N_, Translate
from admin.tag_names import tag_names
from models.queries import quality, views
from models.queries.quality import Choices, Days

AnyRequest = Request[Any, Any, Any]  # Any: litestar's user, auth and state
Context = dict[str, Any]  # Any: what a template is given
Clock = Callable[[], datetime]

PRESETS = {
    Preset.WEEK: N_("7 days"),
    Preset.FOUR_WEEKS: N_("28 days"),
    Preset.QUARTER: N_("13 weeks"),
    Preset.YEAR: N_("52 weeks"),
    Preset.ALL: N_("All"),
}
COMPARISONS = {
    Against.PREVIOUS: N_("the days before"),
    Against.LAST_YEAR: N_("52 weeks earlier"),
    Against.OFF: N_("nothing"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of the filter bar."""

    value: str
    word: str
    href: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The filter bar: presets as links, the rest as one form."""

    presets: tuple[Option, ...]
    comparisons: tuple[Option, ...]
    selects: tuple[tuple[str, str, tuple[Option, ...]], ...]
    kept: tuple[tuple[str, str], ...]
    clear: str
    path: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The shop's filters as asked for, and the days it has answers of."""

    filters: Filters
    known: Days | None


async def seen(
    request: AnyRequest, shop: ShopSeen, clock: Clock, beside: Iterable[str] = ()
) -> Seen:
    """Read the filters of a page's address, on the shop's own calendar."""
    known = await quality.first_and_last_day(shop.id)
    asked: dict[str, list[str]] = request.query_params.dict()
    today = clock().astimezone(shop.zone).date()
    return Seen(read(asked, today, known.since if known else None, beside), known)


async def context(
    page: Seen,
    shop: ShopSeen,
    viewer: Viewer,
    locale: str,
    say: Translate,
    path: str,
    kept: dict[str, str] | None = None,
) -> Context:
    """Return what the frame of every dashboard page needs; `kept` stays when filters change."""
    choices = await quality.choices(shop.id)
    names = await tag_names(shop.id)
    bar = filter_bar(page.filters, choices, path, say, kept or {})
    base = f"/shops/{shop.code}"
    return {
        "steps": steps(page.filters, page.known, path, kept or {}),
        "locale": locale, "viewer": viewer, "shop": shop, "base": base, "filters": page.filters,
        "bar": bar, "known": page.known, "tag_name": names.name, "tag_names": names, "words": words,
        "views": await views.seen_by(shop.id, viewer.id),
    }  # fmt: skip


def filter_bar(
    filters: Filters, choices: Choices, path: str, say: Translate, kept: dict[str, str]
) -> Bar:
    """Compose the filter bar of a page at `path`."""
    where = filters.where
    selects = (
        ("kind", say("Survey"), _options(where.kind, words.KINDS, say)),
        ("source", say("Source"), _options(where.source, words.SOURCES, say)),
        ("channel", say("Sales channel"), _values(where.channel, choices.channels, say)),
        ("carrier", say("Carrier"), _values(where.carrier, choices.carriers, say)),
        ("category", say("Category"), _values(where.category, choices.categories, say)),
        ("region", say("Region"), _values(where.region, choices.regions, say)),
        ("weights", say("Weights"), _weights(filters, say)),
    )
    return Bar(
        presets=tuple(_preset(preset, filters, path, say, kept) for preset in Preset),
        comparisons=tuple(
            Option(against, say(COMPARISONS[against]), chosen=filters.against is against)
            for against in Against
        ),
        selects=tuple(select for select in selects if len(select[2]) > 1),
        kept=tuple(kept.items()),
        clear=path,
        path=path,
    )


def _preset(
    preset: Preset, filters: Filters, path: str, say: Translate, kept: dict[str, str]
) -> Option:
    period = "" if preset is Preset.FOUR_WEEKS else preset.value
    href = filters.address(path, period=period, **kept)
    return Option(preset, say(PRESETS[preset]), href, filters.preset is preset)


def _options(chosen: str, closed: Any, say: Translate) -> tuple[Option, ...]:  # Any: word by code
    found = (Option(code, say(word), chosen=chosen == code) for code, word in closed.items())
    return (Option("", say("any")), *found)


def _weights(filters: Filters, say: Translate) -> tuple[Option, ...]:
    orders = say("to all eligible orders")
    return (Option("", say("as given")), Option(Weights.ORDERS, orders, chosen=filters.weighted))


def _values(chosen: str, recent: tuple[str, ...], say: Translate) -> tuple[Option, ...]:
    # A value from a shared link stays selectable even if no recent order carries it.
    every = sorted({*recent, chosen} - {""})
    return (Option("", say("any")), *(Option(v, v, chosen=v == chosen) for v in every))
