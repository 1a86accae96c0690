"""What pages with people's own words are given: a list of answers, and the forms that correct tags.

Which answers a list holds is decided in `listing`.
"""

from litestar.datastructures import URL

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.dashboard import exporting, listing, page
from admin.dashboard.corrections import changed
from admin.dashboard.evidence import because, clauses, pieces
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.words import Translate
from models.queries import responses
from nlp.taxonomy import TAGS

BESIDE = ("q", "score", "tag", "also", "low", "order", "after", "changed")


async def listed(
    request: AnyRequest,
    shop: ShopSeen,
    viewer: Viewer,
    clock: Clock,
    locale: str,
    say: Translate,
    kind: str,
) -> Context:
    """Return the frame of the list called `kind`, and the page of answers that is asked for."""
    seen = await page.seen(request, shop, clock, (*BESIDE, *exporting.beside(request)))
    asked = listing.read(request.query_params.dict())
    path = f"/shops/{shop.code}/{kind}"
    frame = await page.context(seen, shop, viewer, locale, say, path, asked.parameters())
    complains = kind == "complaints"
    most = listing.FEW if complains and not asked.narrows else responses.PAGE
    found = await listing.page_of(shop.id, seen.filters, asked, most, any_tag=complains)
    return frame | correcting(request, shop) | {"asked": asked, "listed": found}


def correcting(request: AnyRequest, shop: ShopSeen) -> Context:
    """Return what the forms that correct tags need, and what was corrected just now."""
    return {
        "here": _here(request.url), "may_correct": shop.may(Act.CORRECT_TAGS),
        "pieces": pieces, "because": because, "clauses": clauses, "all_tags": TAGS,
        "changed": changed(request.query_params.get("changed", "")),
    }  # fmt: skip


def _here(url: URL) -> str:
    return f"{url.path}?{url.query}" if url.query else url.path
