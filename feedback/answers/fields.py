"""A posted form as fields: decoded with care, nothing lost, nothing judged yet.

What the fields mean is form.py's business.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class Fields:
    """Values by field name, in the order sent; `broken` names fields that were not Unicode."""

    values: Mapping[str, tuple[str, ...]]
    broken: frozenset[str] = field(default_factory=frozenset)

    def one(self, name: str) -> str:
        """Return the last value of a field, "" if it was not sent."""
        return self.values.get(name, ("",))[-1]

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield every name and value, to be sent again."""
        for name, values in self.values.items():
            for value in values:
                yield name, value


def read_fields(body: bytes) -> Fields:
    """
    Read an urlencoded form; whatever cannot be read stays visible as U+FFFD and is named broken.

    Fields beyond the first `MOST_FIELDS` are left out: no form of ours has as many.

    Examples
    --------
    >>> read_fields(b"OV1=4&text=%E6%85%A2%20%ED%A0%80").broken
    frozenset({'text'})
    """
    values: dict[str, tuple[str, ...]] = {}
    broken = set()
    for part in body.split(b"&", MOST_FIELDS)[:MOST_FIELDS]:
        if not part:
            continue
        raw_name, _, raw_value = part.partition(b"=")
        name, value = _decoded(raw_name), _decoded(raw_value)
        values[name.text] = (*values.get(name.text, ()), value.text)
        if value.broken:
            broken.add(name.text)
    return Fields(values, frozenset(broken))


@dataclass(frozen=True, slots=True)
class _Decoded:
    text: str
    broken: bool


def _decoded(raw: bytes) -> _Decoded:
    octets = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        return _Decoded(octets.decode(), broken=False)
    except UnicodeDecodeError:
        return _Decoded(octets.decode(errors="replace"), broken=True)
