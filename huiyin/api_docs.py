"""`/api/docs`: the API's description to read and to try, its viewer served from here."""

import re
from pathlib import Path
from typing import Annotated, Any, Final

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Template

VERSION: Final = "5.35.0"
PLACE: Final = f"/static/swagger-ui-{VERSION}"
CODE: Final = re.compile(r"[a-z0-9-]{1,40}")
FOLDER: Final = Path(__file__).parent / "static" / "vendor" / "swagger-ui"
FILES: Final = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "mend.css": "text/css",
    "start.js": "text/javascript",
}


@get("/api/docs", sync_to_thread=False)
def api_docs(
    locale: NamedDependency[str], came_from: Annotated[str, QueryParameter(name="shop")] = ""
) -> Template:
    """Show every address of the API, what it takes and what it gives; and the way back."""
    # Whether there is such a shop, only its own people are told, on its pages.
    back = f"/shops/{came_from}/keys" if CODE.fullmatch(came_from) else "/"
    return Template("api_docs.html", context={"locale": locale, "place": PLACE, "back": back})


@get(f"{PLACE}/{{name:str}}", sync_to_thread=True)
def viewer_file(name: FromPath[str]) -> Response[bytes]:
    """Serve one file of the viewer; its version is in its address."""
    if name not in FILES:
        return Response(b"", status_code=404, media_type=MediaType.TEXT)
    return Response(
        (FOLDER / name).read_bytes(),
        media_type=FILES[name],
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


ROUTES: list[Any] = [api_docs, viewer_file]  # Any: litestar's handlers
