"""Who took which file out of the house, and of which answers: one line of the audit for each.

It is written before the file is handed over, so that nothing leaves without it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from admin.access.door import ShopSeen
from admin.dashboard.page import AnyRequest
from models.queries.shops import write_down

TAKEN: Final = "export.taken"
LONGEST_SUBJECT: Final = 120
LONGEST_DETAIL: Final = 2_000
# How an address asks for a file, which the file's name says already; and in which language.
NOT_FILTERS: Final = frozenset({"format", "chart", "as", "lang"})


async def note_taken(request: AnyRequest, shop: ShopSeen, file_name: str) -> None:
    """Write down that the viewer takes a file of what the address asks for."""
    clock: Callable[[], datetime] = request.app.state.clock
    detail = filters_told(request.query_params.multi_items())
    subject = file_name[:LONGEST_SUBJECT]
    await write_down(shop.id, shop.viewer_id, TAKEN, subject, detail, clock())


def filters_told(asked: Iterable[tuple[str, str]]) -> str:
    """
    Return the filters of an address in one line; what was searched for may name a person.

    Examples
    --------
    >>> filters_told([("region", "浙江"), ("format", "csv"), ("q", "电话13800138000")])
    'q=电话[电话] region=浙江'
    """
    from nlp.redact import redact  # only who takes a file out needs it

    kept = ((name, value) for name, value in sorted(asked) if name not in NOT_FILTERS)
    told = " ".join(
        f"{name}={redact(value).text if name == 'q' else value}" for name, value in kept
    )
    return told[:LONGEST_DETAIL]
