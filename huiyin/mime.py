"""A letter of the outbox → the bytes that travel: text, HTML and its pictures, headers that hold.

Pure. The words were written where the letter belongs; nothing is added here but what mail needs.
"""

from __future__ import annotations

from email.errors import MessageError
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.queries.outbox import Claimed, Letter

# A folded unsubscribe header breaks signatures in the field; a folded Message-ID is recoded.
NEVER_FOLDED = frozenset({"list-unsubscribe", "list-unsubscribe-post", "message-id"})
LONGEST_LINE = 998


class LetterMalformed(Exception):
    """A letter cannot be put in an envelope; trying again would not help."""


class Unfolded(EmailPolicy):
    """Network line ends, short lines, but for the headers that must stay on one."""

    def fold(self, name: str, value: Any) -> str:  # Any: the base class's own
        """Write one header."""
        return _on_one_line(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:  # Any: the base class's own
        """Write one header as bytes."""
        whole = _on_one_line(name, value)
        return whole.encode("ascii") if whole else super().fold_binary(name, value)


POLICY = Unfolded(linesep="\r\n", raise_on_defect=False)


def compose_mime(claimed: Claimed) -> EmailMessage:
    """Return the whole letter.

    Raises
    ------
    LetterMalformed
        If a header would carry a line break, or an address is none.
    """
    letter = claimed.letter
    try:
        message = _addressed(claimed)
    except (ValueError, MessageError, IndexError) as fault:
        raise LetterMalformed(f"A header of the letter cannot be written: {fault}") from fault
    message.set_content(letter.text, cte="base64")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="base64")
        _add_pictures(message, letter)
    return message


def envelope(claimed: Claimed) -> tuple[str, str]:
    """Return whom the server should name as sender and recipient."""
    return _ascii_address(claimed.letter.sender), claimed.letter.recipient


def _addressed(claimed: Claimed) -> EmailMessage:
    letter = claimed.letter
    message = EmailMessage(policy=POLICY)
    _check("From", letter.sender)
    name, _ = parseaddr(letter.sender)
    quoted = name.replace("\\", "").replace('"', "")
    address = _ascii_address(letter.sender)
    headers = {
        "From": f'"{quoted}" <{address}>' if quoted else address,
        "To": letter.recipient,
        "Subject": letter.subject,
        "Date": format_datetime(claimed.created_at),
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        **letter.headers,
    }
    for header, value in headers.items():
        _check(header, value)
        message[header] = value
    if len(message["To"].addresses) != 1 or len(message["From"].addresses) != 1:
        raise ValueError("one sender and one recipient are needed")
    return message


def _check(header: str, value: str) -> None:
    if not value.isprintable():
        raise ValueError(f"{header} holds a line break or another sign no header may hold")
    if header.lower() in NEVER_FOLDED and len(header) + len(value) + 2 > LONGEST_LINE:
        raise ValueError(f"{header} is longer than one line may be")


def _ascii_address(sender: str) -> str:
    """Return the bare address of a sender, its domain as mail servers write it."""
    local, at, domain = parseaddr(sender)[1].rpartition("@")
    if not at or not local.isascii():
        raise LetterMalformed("The letter names no sender's address; set HUIYIN_MAIL_FROM.")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as fault:
        raise LetterMalformed("The sender's domain is not one mail can come from.") from fault


def _add_pictures(message: EmailMessage, letter: Letter) -> None:
    html = message.get_body(("html",))
    if html is None:
        return
    for name, png in letter.pictures.items():
        html.add_related(
            png, "image", "png", cid=f"<{name}>", filename=f"{name}.png", disposition="inline"
        )


def _on_one_line(name: str, value: object) -> str:
    return f"{name}: {value}\r\n" if name.lower() in NEVER_FOLDED else ""
