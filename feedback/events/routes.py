"""POST /api/events: one signed event in, one plain answer out.

What counts as signed is signature.py, what may stand in the body facts.py.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency

from feedback.events import intake
from feedback.events.errors import BodyMalformed, EventError, EventRefused, SignatureRefused
from feedback.events.facts import EventFact, read_event
from feedback.events.reasons import Reason, Refusal
from feedback.events.signature import verify
from feedback.invitations.links import LinkSigner
from models import database
from models.queries import shops
from models.queries.shops import Shop

LARGEST_BODY = 256 * 1024
LONGEST_ID = 120
AnyRequest = Request[Any, Any, Any]  # Any: litestar's user, auth and state
TITLES = {
    400: "The body is not JSON",
    401: "The request is not signed by this shop",
    422: "The event cannot be taken",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What the shop's system is told; the same for the first delivery and every replay."""

    id: str
    type: str
    subject: str
    ref: str
    ignored: int
    ignored_fields: list[str]


def refused(_: AnyRequest, error: EventError) -> Response[Any]:  # Any: JSON
    """Answer with problem+json: a sentence for people, field and code for programs."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": TITLES[error.status],
        "status": error.status,
        "detail": str(error),
    }
    if isinstance(error, EventRefused):
        body |= {"field": error.refusal.about, "code": error.refusal.reason.code}
    return Response(body, status_code=error.status, media_type="application/problem+json")


@post(
    "/api/events",
    status_code=200,
    request_max_body_size=LARGEST_BODY,
    exception_handlers={EventError: refused},
    tags=["events"],
)
async def take_event(
    request: AnyRequest,
    clock: NamedDependency[Callable[[], datetime]],
    links: NamedDependency[LinkSigner],
) -> Taken:
    """Take one signed event of a shop; a replay of the same id and body changes nothing."""
    body = await request.body()
    now = clock()
    shop = await signing_shop(request, body, now)
    fact = read_event(_event_id(request), _json(body), now)
    told = intake.Told(
        fact,
        source="api",
        body_hash=hashlib.sha256(body).hexdigest(),
        email_hash=links.email_hash(fact.email) if fact.email else None,
    )
    await database.write(intake.receiving(shop.id, told, now))
    return _taken(fact)


async def signing_shop(request: AnyRequest, body: bytes, now: datetime) -> Shop:
    """Return the shop whose live secret signed the request, or raise `SignatureRefused`."""
    headers = request.headers
    code = headers.get("huiyin-shop") or request.query_params.get("shop") or ""
    shop = await shops.by_code(code) if code.isprintable() else None
    secrets = await shops.signing_secrets(shop.id if shop else 0)
    verify(
        secrets,
        headers.get("webhook-id"),
        headers.get("webhook-timestamp"),
        headers.get("webhook-signature"),
        body,
        now,
    )
    if shop is None:
        raise SignatureRefused("webhook-signature was not made with a live secret of this shop.")
    return shop


def _event_id(request: AnyRequest) -> str:
    event_id = request.headers["webhook-id"]
    if len(event_id) > LONGEST_ID:
        told = {"length": len(event_id), "longest": LONGEST_ID}
        raise EventRefused(Refusal(Reason.TOO_LONG, "webhook-id", told))
    return event_id


def _json(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as fault:
        raise BodyMalformed(f"The body is not JSON: {fault}.") from fault


def _taken(fact: EventFact) -> Taken:
    return Taken(
        id=fact.event_id,
        type=fact.kind,
        subject=fact.subject,
        ref=fact.subject_ref,
        ignored=len(fact.ignored),
        ignored_fields=list(fact.ignored),
    )


ROUTES = [take_event]
