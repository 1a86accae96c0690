"""Pure: was a request signed by the shop's systems, just now; Standard Webhooks, version 1.

Where the secrets are kept is models/queries/shops.py; what the body says is facts.py.
"""

import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from feedback.events.errors import SignatureRefused

TOLERANCE = timedelta(seconds=300)
PREFIX = "whsec_"
_VERSION = "v1"
# Verified against when a shop is unknown, so that strangers cannot tell by the clock.
_NOBODY = b"no shop has this secret"


def sign(secret: str, event_id: str, sent_at: datetime, body: bytes) -> str:
    """Return the `webhook-signature` header of a request.

    >>> sent_at = datetime.fromtimestamp(1614265330, UTC)
    >>> sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
    ...      sent_at, b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    return f"{_VERSION},{_mac(_key(secret), event_id, str(int(sent_at.timestamp())), body)}"


def verify(
    secrets: Sequence[str],
    event_id: str | None,
    timestamp: str | None,
    signatures: str | None,
    body: bytes,
    now: datetime,
) -> None:
    """Raise `SignatureRefused` unless one of the live secrets signed this body within tolerance."""
    genuine = _matches(secrets, event_id or "", timestamp or "", signatures or "", body)
    if not (event_id and timestamp and signatures):
        raise SignatureRefused(
            "The request must carry webhook-id, webhook-timestamp and webhook-signature."
        )
    if not _is_fresh(timestamp, now):
        raise SignatureRefused(
            "webhook-timestamp must be the present time in seconds since 1970; "
            "it may be at most 300 seconds off."
        )
    if not genuine:
        raise SignatureRefused("webhook-signature was not made with a live secret of this shop.")


def _matches(
    secrets: Sequence[str], event_id: str, timestamp: str, signatures: str, body: bytes
) -> bool:
    """Compare every signature with every secret, always all of them, in constant time."""
    keys = [_key(secret) for secret in secrets]
    wanted = [_mac(key, event_id, timestamp, body).encode() for key in keys or [_NOBODY]]
    given = [part.partition(",") for part in signatures.split(" ")[:16]]
    found = [
        hmac.compare_digest(mac, signature.encode())
        for version, _, signature in given
        if version == _VERSION
        for mac in wanted
    ]
    return bool(keys) and any(found)


def _is_fresh(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= len("9999999999")):
        return False
    return abs(now - datetime.fromtimestamp(int(timestamp), UTC)) <= TOLERANCE


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix(PREFIX)
    try:
        return b64decode(encoded, validate=True)
    except (NotBase64, ValueError):
        return encoded.encode()  # a secret of an older system, used as it is written


def _mac(key: bytes, event_id: str, timestamp: str, body: bytes) -> str:
    signed = f"{event_id}.{timestamp}.".encode() + body
    return b64encode(hmac.digest(key, signed, "sha256")).decode()
