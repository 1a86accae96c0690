"""Pure: what the address of the list of cases asks for beside its filters, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from admin.dashboard.filters import Ignored
from models.choices import Stage
from models.queries.cases import Wanted

STATES: Final = ("", "overdue", "closed")
ME: Final = "me"
NOBODY: Final = "nobody"
BESIDE: Final = ("state", "owner", "stage", "tag", "after", "did")
LONGEST: Final = 80
LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cases the list shows, and from which case on; `ignored` could not be used."""

    state: str = ""
    owner: str = ""
    stage: str = ""
    tag: str = ""
    after: int = 0
    did: str = ""
    ignored: tuple[Ignored, ...] = ()

    def parameters(self, **changes: str) -> dict[str, str]:
        """Return these as they stand in an address, without the place, `changes` applied."""
        own = {"state": self.state, "owner": self.owner, "stage": self.stage, "tag": self.tag}
        return {name: value for name, value in (own | changes).items() if value}

    @property
    def narrows(self) -> bool:
        """Say whether fewer than all open cases are asked for."""
        return bool(self.parameters())

    def wanted(self, viewer_id: int) -> Wanted:
        """Return what is asked for, as one person means it."""
        owners = {"": None, ME: viewer_id, NOBODY: 0}
        owner = owners[self.owner] if self.owner in owners else int(self.owner)
        return Wanted(self.state or "open", owner, self.stage, self.tag)


def read(parameters: Mapping[str, Sequence[str]]) -> Asked:
    """
    Return what an address asks for; what makes no sense is named as ignored.

    Examples
    --------
    >>> read({"state": ["overdue"], "owner": ["me"], "stage": ["moon"]}).ignored
    (Ignored(name='stage', value='moon'),)
    """
    own = {name: (parameters.get(name) or ("",))[-1].strip()[:LONGEST] for name in BESIDE}
    fits = {
        "state": own["state"] in STATES,
        "owner": own["owner"] in {"", ME, NOBODY} or _is_number(own["owner"]),
        "stage": own["stage"] in {"", *Stage},
        "tag": "\0" not in own["tag"],
        "after": own["after"] == "" or _is_number(own["after"]),
    }
    kept = {name: own[name] if fits.get(name, True) else "" for name in BESIDE}
    faults = tuple(Ignored(name, own[name]) for name in fits if not fits[name])
    after = int(kept.pop("after") or 0)
    return Asked(**kept, after=after, ignored=faults)


def _is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) <= LONGEST_NUMBER
