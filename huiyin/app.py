"""The web application, put together from settings; nothing is decided here."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from litestar import Litestar, MediaType, Response, get
from litestar.config.compression import CompressionConfig
from litestar.datastructures import Cookie, MutableScopeHeaders, State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.params import FromPath
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template import TemplateConfig

from feedback.invitations.links import LinkSigner
from huiyin import http_errors, security
from huiyin.assets import assets
from huiyin.clock import utc_now
from huiyin.fonts import chart_fonts
from huiyin.health import healthz, metrics, readyz
from huiyin.i18n import LOCALES
from huiyin.provide import provided
from huiyin.reader import ShopReaders, reader_in
from huiyin.rooms import every_route
from huiyin.templating import environment
from models import database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from litestar.types import Message, Scope

    from huiyin.settings import Settings
    from nlp import Reader

# Nothing a shopper, manager or shop sends in one request is larger, except event batches.
LARGEST_BODY = 256 * 1024


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    reader: Callable[[], Reader] | None = None,
    ticking: bool = False,
    manage_database: bool = True,
) -> Litestar:
    """Return the application; with `ticking` it also keeps the schedule while it runs."""
    state = State(
        {
            "settings": settings,
            "clock": clock,
            "links": LinkSigner(settings.secret_keys, settings.base_url),
            "reader": ShopReaders(reader or partial(reader_in, settings.var_dir), clock),
            "chart_fonts": partial(chart_fonts, settings),
            "reads_comments": settings.worker == "inside",
        }
    )
    lifespan = [_database] if manage_database else []
    return Litestar(
        route_handlers=[healthz, readyz, metrics, static, *every_route(settings)],
        dependencies=provided(),
        exception_handlers={Exception: http_errors.answer},
        template_config=TemplateConfig(instance=JinjaTemplateEngine(engine_instance=environment())),
        compression_config=CompressionConfig(backend="gzip", minimum_size=600),
        before_request=security.mark_request,
        before_send=[security.guard_reply, keep_language],
        lifespan=[*lifespan, _schedule] if ticking else lifespan,
        request_max_body_size=LARGEST_BODY,
        # Only the description itself: every ready-made viewer loads its script from elsewhere.
        openapi_config=OpenAPIConfig(
            title="Huiyin",
            version="0.1",
            path="/schema",
            use_handler_docstrings=True,
            description=(
                "Events in, figures out. How to sign events and make keys: docs/how-to. "
                "Errors are application/problem+json."
            ),
            components=Components(
                security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}
            ),
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
        ),
        state=state,
        logging_config=None,  # huiyin/logs.py decides
        debug=False,
    )


@asynccontextmanager
async def _database(app: Litestar) -> AsyncIterator[None]:
    """Keep the database open while the application runs."""
    await database.start(app.state.settings.database_url)
    try:
        yield
    finally:
        await database.stop()


@asynccontextmanager
async def _schedule(app: Litestar) -> AsyncIterator[None]:
    """Keep the schedule while the application runs."""
    from huiyin.schedule import ticking_beside

    async with ticking_beside(app.state.settings, app.state.reader, app.state.clock):
        yield


async def keep_language(message: Message, scope: Scope) -> None:
    """Remember a language chosen by a link, so that the next page speaks it too."""
    if message["type"] != "http.response.start":
        return
    chosen = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[0]
    if chosen in LOCALES:
        cookie = Cookie("huiyin_lang", value=chosen, max_age=31_536_000, samesite="lax")
        MutableScopeHeaders.from_message(message).add("Set-Cookie", cookie.to_header(header=""))


@get("/static/{name:str}", sync_to_thread=False, include_in_schema=False)
def static(name: FromPath[str]) -> Response[bytes]:
    """Serve the stylesheet and the script; their names change with their content."""
    for asset in assets().values():
        if asset.path == f"/static/{name}":
            return Response(
                asset.body,
                media_type=asset.media_type,
                headers={"Cache-Control": "public, max-age=31536000, immutable"},
            )
    return Response(b"", status_code=404, media_type=MediaType.TEXT)
