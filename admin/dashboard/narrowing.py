"""Pure: pages that cannot follow every filter say so, and do not offer the others."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from admin.dashboard.filters import SLICED, Filters, Ignored, Weights
from admin.dashboard.page import Bar, Context, Seen
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


def offering(frame: Context, kept: Collection[str]) -> Context:
    """Return the frame with a filter bar that offers only what is `kept`."""
    bar: Bar = frame["bar"]
    selects = tuple(select for select in bar.selects if select[0] in kept)
    return frame | {"bar": replace(bar, selects=selects)}
