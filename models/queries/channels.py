"""What shoppers said of their contacts with customer service, beside what the shop's events say.

Which of it is a good sign, and whom it may be shown to, is the business of admin.
"""

from dataclasses import dataclass, replace

from models.choices import SurveyKind
from models.database import Row
from models.queries.chosen import OfChosen
from models.queries.quality import WHOLE, Days, Slice

# Contacts are looked at one by one; more of them would change no figure that is shown.
MOST_CONTACTS = 20_000

_CONTACTS = OfChosen(
    """
, newest AS (SELECT * FROM chosen ORDER BY local_day DESC, id DESC LIMIT {}),
told AS (
SELECT max(k.channel) AS channel, max(k.agent_ref) AS agent,
    max(CASE WHEN k.automated THEN 1 WHEN NOT k.automated THEN 0 END) AS automated,
    max(CASE WHEN r.item = 'CT1' THEN r.choice END) AS used,
    max(CASE WHEN r.item = 'CT2' THEN r.choice END) AS wanted,
    max(CASE WHEN r.item = 'CT4' THEN r.choice END) AS repeated,
    max(CASE WHEN r.item = 'CT5' THEN r.choice END) AS resolved,
    max(CASE WHEN r.item = 'CT6' THEN r.score END) AS effort,
    max(CASE WHEN r.item = 'CT7' THEN r.choice END) AS took,
    max(CASE WHEN r.item = 'CT8' THEN r.choice END) AS promise,
    max(CASE WHEN r.item = 'CT9' THEN r.score END) AS satisfied,
    max(CASE WHEN r.item = 'CTA' THEN r.choice END) AS served_by
FROM newest
    LEFT JOIN contact k ON k.id = newest.contact_id AND k.shop_id = {}
    LEFT JOIN rating r ON r.answer = newest.id AND r.state = 'rated'
        AND r.item IN ('CT1', 'CT2', 'CT4', 'CT5', 'CT6', 'CT7', 'CT8', 'CT9', 'CTA')
GROUP BY newest.id
)
SELECT told.*, count(*) AS n FROM told GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
"""
)


@dataclass(frozen=True, slots=True)
class ContactTold:
    """A contact as it was told, "" and None where nothing was, and how many told just the same."""

    channel: str = ""
    agent: str = ""
    automated: bool | None = None
    used: str = ""
    wanted: str = ""
    repeated: str = ""
    resolved: str = ""
    effort: int | None = None
    took: str = ""
    promise: str = ""
    satisfied: int | None = None
    served_by: str = ""
    n: int = 1


async def contacts_told(
    shop_id: int, days: Days, where: Slice = WHOLE, limit: int = MOST_CONTACTS
) -> list[ContactTold]:
    """Return what was said in surveys after the newest contacts, at most `limit` of them."""
    if where.kind not in {"", SurveyKind.POST_CONTACT}:
        return []
    after = replace(where, kind=SurveyKind.POST_CONTACT)
    rows = await _CONTACTS.rows(shop_id, days, after, limit, shop_id)
    return [_told(row) for row in rows]


def _told(row: Row) -> ContactTold:
    automated = row["automated"]
    return ContactTold(
        channel=row["channel"] or "",
        agent=row["agent"] or "",
        automated=None if automated is None else bool(automated),
        used=row["used"] or "",
        wanted=row["wanted"] or "",
        repeated=row["repeated"] or "",
        resolved=row["resolved"] or "",
        effort=row["effort"],
        took=row["took"] or "",
        promise=row["promise"] or "",
        satisfied=row["satisfied"],
        served_by=row["served_by"] or "",
        n=row["n"],
    )
