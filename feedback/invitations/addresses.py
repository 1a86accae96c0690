"""Read an e-mail address as a mail server would: one form for look-ups, no way into a header.

Pure. Whether anybody may write to the address is decided elsewhere.
"""

import re

from feedback.invitations.errors import AddressUnusable

LONGEST_ADDRESS = 254
LONGEST_LOCAL_PART = 64
# RFC 5322 dot-atom: what every mail server accepts without quoting.
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z][a-z0-9-]{0,61}[a-z0-9])")


def normalised(address: str) -> str:
    """Return the one lower-case ASCII form of an address, or raise `AddressUnusable`.

    >>> normalised(" Wang.Li@例子.公司 ")
    'wang.li@xn--fsqu00a.xn--55qx5d'
    """
    local, at, domain = address.strip().rpartition("@")
    if not at or not _LOCAL_PART.fullmatch(local) or len(local) > LONGEST_LOCAL_PART:
        message = "An e-mail address needs a plain name before one @, such as name@shop.example."
        raise AddressUnusable(message)
    plain = f"{local}@{_ascii_domain(domain)}".lower()
    if len(plain) > LONGEST_ADDRESS:
        message = f"An e-mail address has at most {LONGEST_ADDRESS} characters."
        raise AddressUnusable(message)
    return plain


def domain_of(address: str) -> str:
    """Return what stands after the @, in lower case; "" when there is none."""
    return address.rpartition("@")[2].strip().lower()


def _ascii_domain(domain: str) -> str:
    try:
        plain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        plain = ""
    if not _DOMAIN.fullmatch(plain):
        message = "An e-mail address needs a whole domain after the @, such as shop.example."
        raise AddressUnusable(message)
    return plain
