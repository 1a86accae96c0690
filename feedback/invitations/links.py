"""Make and check the links a letter carries; the only place that knows how a token is derived.

Pure: keys and the base URL come in from outside. Nothing here reads a row; see `unsubscribe.py`.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass, field
from typing import Final

from feedback.invitations.addresses import normalised
from feedback.invitations.errors import LinkKeyLost, LinkUnreadable

ANSWER: Final = "answer"
UNSUBSCRIBE: Final = "unsubscribe"
TOKEN_LENGTH: Final = 22
_SHOP_BYTES = 4
_HASH_BYTES = 32
_SEAL_BYTES = 16


def token_hash(token: str) -> bytes:
    """Return what the row keeps instead of the token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class LetterStop:
    """What an unsubscribe link asks for: no more letters of this shop to this address."""

    shop_id: int
    email_hash: bytes


@dataclass(frozen=True, slots=True)
class LinkSigner:
    """The keys of an installation: the first one signs, every one verifies."""

    secret_keys: tuple[bytes, ...] = field(repr=False)
    base_url: str

    def __post_init__(self) -> None:
        """Refuse to sign with nothing."""
        if not self.secret_keys or not all(self.secret_keys):
            message = "A link signer needs at least one secret key that is not empty."
            raise ValueError(message)

    def token(self, purpose: str, nonce: str) -> str:
        """Return the 132-bit token of a nonce, bound to its purpose."""
        return _token(self.secret_keys[0], purpose, nonce)

    def answer_token(self, nonce: str, kept_hash: bytes) -> str:
        """Return the token a row's hash was made of, whichever key signed it then."""
        for key in self.secret_keys:
            token = _token(key, ANSWER, nonce)
            if hmac.compare_digest(token_hash(token), kept_hash):
                return token
        message = "An invitation's link was signed with a key that is not configured any more."
        raise LinkKeyLost(message)

    def answer_url(
        self, nonce: str, score: int | None = None, *, kept_hash: bytes | None = None
    ) -> str:
        """Return the address of one answer page; `score` is only preselected there.

        Give the row's `kept_hash` for a letter that follows an earlier one.
        """
        token = (
            self.token(ANSWER, nonce) if kept_hash is None else self.answer_token(nonce, kept_hash)
        )
        tapped = "" if score is None else f"?s={score}"
        return f"{self._root()}/a/{token}{tapped}"

    def unsubscribe_url(self, shop_id: int, email_hash: bytes) -> str:
        """Return an address that stops one shop's letters to one person, for good.

        All it needs is in the token, so it works after erasure, retention and restore.
        """
        claim = shop_id.to_bytes(_SHOP_BYTES) + email_hash
        return f"{self._root()}/u/{_base64(claim + _seal(self.secret_keys[0], claim))}"

    def read_unsubscribe(self, token: str) -> LetterStop:
        """Return what an unsubscribe token stands for, or raise `LinkUnreadable`."""
        whole = _bytes(token)
        claim, seal = whole[:-_SEAL_BYTES], whole[-_SEAL_BYTES:]
        genuine = [hmac.compare_digest(_seal(key, claim), seal) for key in self.secret_keys]
        if len(claim) != _SHOP_BYTES + _HASH_BYTES or not any(genuine):
            message = "This unsubscribe link is not one of ours, or a part of it is missing."
            raise LinkUnreadable(message)
        return LetterStop(int.from_bytes(claim[:_SHOP_BYTES]), claim[_SHOP_BYTES:])

    def token_hash(self, token: str) -> bytes:
        """Return what the row keeps instead of the token."""
        return token_hash(token)

    def email_hash(self, address: str) -> bytes:
        """Return the keyed hash an address is looked up by; raise `AddressUnusable`."""
        return _email_hash(self.secret_keys[0], normalised(address))

    def email_hashes(self, address: str) -> tuple[bytes, ...]:
        """Return the address's hash under every key, newest first, for look-ups."""
        plain = normalised(address)
        return tuple(_email_hash(key, plain) for key in self.secret_keys)

    def draw(self, purpose: str, subject: str) -> float:
        """Return the same number in [0, 1) for the same purpose and subject, always.

        Of all keys the oldest draws, so that a rotation moves nobody in or out of a sample.
        """
        digest = _hmac(self.secret_keys[-1], f"draw:{purpose}:{subject}".encode())
        return (int.from_bytes(digest[:8]) >> 11) / 2**53

    def _root(self) -> str:
        return self.base_url.rstrip("/")


def _token(key: bytes, purpose: str, nonce: str) -> str:
    return _base64(_hmac(key, f"{purpose}:{nonce}".encode()))[:TOKEN_LENGTH]


def _seal(key: bytes, claim: bytes) -> bytes:
    return _hmac(key, UNSUBSCRIBE.encode() + b":" + claim)[:_SEAL_BYTES]


def _email_hash(key: bytes, plain: str) -> bytes:
    return _hmac(key, f"email:{plain}".encode())


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(token: str) -> bytes:
    try:
        return urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (UnicodeEncodeError, NotBase64) as error:
        message = "This unsubscribe link has signs that no link of ours has."
        raise LinkUnreadable(message) from error
