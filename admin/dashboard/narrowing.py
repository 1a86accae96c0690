"""Pure: pages that cannot follow every filter say so, and do not offer the others."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from admin.dashboard.filters import CONTACT, LONGEST_VALUE, SLICED, Filters, Ignored, Weights
from admin.dashboard.page import AnyRequest, Bar, Context, Option, Seen
from admin.dashboard.words import CHANNELS, Translate
from models.queries.quality import Slice

ORDERS: Final = frozenset({"channel", "carrier", "category", "region"})


def narrowed(seen: Seen, kept: Collection[str]) -> Seen:
    """Forget the filters that are not `kept`, and name each as ignored."""
    asked = dict(zip(SLICED, seen.filters.where.values, strict=True))
    dropped = [Ignored(name, value) for name, value in asked.items() if value and name not in kept]
    if seen.filters.weighted:
        dropped.append(Ignored("weights", Weights.ORDERS))
    where = Slice(**{name: value for name, value in asked.items() if name in kept})
    ignored = (*seen.filters.ignored, *dropped)
    filters: Filters = replace(seen.filters, where=where, ignored=ignored, weighted=False)
    return Seen(filters, seen.known)


def reached(request: AnyRequest, seen: Seen) -> Seen:
    """Narrow a page about contacts to one channel of customer service, where one is asked for."""
    asked = request.query_params.get(CONTACT, "").strip()
    if not asked:
        return seen
    filters = seen.filters
    if asked not in CHANNELS:
        unknown = Ignored(CONTACT, asked[:LONGEST_VALUE].replace("\0", ""))
        return Seen(replace(filters, ignored=(*filters.ignored, unknown)), seen.known)
    # Weights are known of orders only.
    weights = (Ignored("weights", Weights.ORDERS),) if filters.weighted else ()
    where = replace(filters.where, contact=asked)
    ignored = (*filters.ignored, *weights)
    return Seen(replace(filters, where=where, ignored=ignored, weighted=False), seen.known)


def offering_channels(frame: Context, say: Translate) -> Context:
    """Return the frame with a filter bar that offers the channels of customer service first."""
    bar: Bar = frame["bar"]
    chosen = frame["filters"].where.contact
    options = (Option("", say("any")), *(
        Option(code, say(word), chosen=code == chosen) for code, word in CHANNELS.items()
    ))  # fmt: skip
    select = (CONTACT, say("Contact channel"), options)
    return frame | {"bar": replace(bar, selects=(select, *bar.selects))}


def offering(frame: Context, kept: Collection[str]) -> Context:
    """Return the frame with a filter bar that offers only what is `kept`."""
    bar: Bar = frame["bar"]
    selects = tuple(select for select in bar.selects if select[0] in kept)
    return frame | {"bar": replace(bar, selects=selects)}
