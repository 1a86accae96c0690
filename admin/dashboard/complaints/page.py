"""The page of the complaints."""

from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from admin.access.door import ShopSeen, Viewer
from admin.access.roles import Act
from admin.corrected import corrected
from admin.dashboard import written
from admin.dashboard.page import AnyRequest, Clock
from admin.dashboard.words import Translate
from models.queries import quality


@get("/shops/{code:str}/complaints")
async def complaints(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
) -> Template:
    """Show the comments that complain, their words marked, each tag one click from right."""
    shop.require(Act.READ_COMMENTS)
    frame = await written.listed(request, shop, viewer, clock, locale, translate, "complaints")
    days = frame["filters"].days, frame["filters"].where
    tags = await quality.tags(shop.id, *days)
    chips = sorted(tags.by_code.items(), key=lambda tag: (-tag[1], tag[0]))
    tag = frame["asked"].tag
    found = corrected(tag, tags.by_code.get(tag, 0), tags.read)
    counted = {"chips": chips, "tags": tags, "corrected": found}
    return Template("admin/complaints.html", context=frame | counted)
