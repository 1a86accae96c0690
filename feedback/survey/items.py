"""The question bank: every item once, found by its code.

Which of them a shopper is asked is decided in forms.py and rotation.py.
"""

from types import MappingProxyType

from feedback.survey.contact_items import CONTACT_ITEMS
from feedback.survey.item import Item
from feedback.survey.outcome_items import OUTCOME_ITEMS
from feedback.survey.stage_items import STAGE_ITEMS
from models.choices import Stage

ITEMS = MappingProxyType(
    {item.code: item for item in (*OUTCOME_ITEMS, *STAGE_ITEMS, *CONTACT_ITEMS)}
)

# The four stages that every form can rate, in journey order.
RATED_STAGES = (Stage.BROWSE, Stage.PAY, Stage.SHIP, Stage.RECEIVE)
OVERALL = "OV1"
OUTCOMES = ("OV2", "OV3", "OV4")


def core_item(stage: Stage) -> Item:
    """Return the headline item of a stage."""
    return next(item for item in ITEMS.values() if item.stage == stage and item.core)


def detail_items(stage: Stage) -> tuple[Item, ...]:
    """Return the items that explain a stage's headline, in the order of the bank."""
    return tuple(item for item in ITEMS.values() if item.stage == stage and not item.core)
