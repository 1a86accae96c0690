"""The demo shop's world as figures: what sells, who carries, what goes wrong and when.

Weeks are counted back from the last complete one: week 0 is last week, week 27 the first.
"""

from dataclasses import dataclass

WEEKS = 28
# The last weeks are judged by those before them: alerts need 20 usual weeks to compare with.
JUDGED_WEEKS = 4
ORDERS_PER_DAY = 30
# A young shop: half as many orders in the first weeks, all of them in the last quarter.
GROWN_WEEKS, GROWING_WEEKS, FIRST_SHARE = 12, 8, 0.5
# Friday to Sunday people buy more; Monday first.
WEEKDAY = (0.9, 0.9, 0.95, 1.0, 1.1, 1.2, 1.1)
SALE_WEEK, SALE_FACTOR = 8, 1.9
SLOW_CARRIER, SLOW_WEEKS, SLOW_DAYS = "迅达快递", (1, 2, 3), (4.0, 9.0)
PHONE_CLOSED_WEEK = 0

CARRIERS = {"顺路速运": 0.34, "云程快递": 0.28, SLOW_CARRIER: 0.38}
CATEGORIES = {"家居": 0.28, "厨房": 0.22, "小家电": 0.2, "个护": 0.16, "文具": 0.14}
REGIONS = {
    "浙江": 0.2,
    "广东": 0.2,
    "江苏": 0.15,
    "上海": 0.13,
    "四川": 0.12,
    "湖北": 0.1,
    "北京": 0.1,
}
SALES_CHANNELS = {"app": 0.52, "web": 0.28, "mini-program": 0.2}
CHANNELS_WANTED = {"chat": 0.38, "phone": 0.34, "wechat": 0.16, "email": 0.07, "self_service": 0.05}
AGENTS = {"chat": ("A01", "A02", "A03", "A04"), "phone": ("A05", "A06"), "wechat": ("A02", "A04")}
# The one who answers beside the point, by the agents' own records.
WEAK_AGENT = "A03"

OTHER_AGENTS = ("A01", "A04")
OF_THE_AGENT = frozenset({"unskilled_staff", "rude_staff", "unresolved"})
COMING_BACK = 0.1
CANCELLED = 0.015
HELP_IN_TROUBLE, HELP_OTHERWISE = 0.5, 0.16
BOT_SHARE, BOT_FAILS = 0.25, 0.3

BASE = {"browse": 4.55, "pay": 4.7, "ship": 4.5, "receive": 4.6, "contact": 4.2}
STAGES = ("browse", "pay", "ship", "receive")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What goes wrong: the tag of a comment on it, its rate per order, and what it costs."""

    code: str
    stage: str
    rate: float
    cost: float
    sale_factor: float = 1.0


TROUBLES = (
    Trouble("confusing_site", "browse", 0.02, 1.6),
    Trouble("site_fault", "browse", 0.014, 1.9, 2.5),
    Trouble("misleading_listing", "browse", 0.03, 1.7),
    Trouble("payment_failure", "pay", 0.01, 2.2, 2.0),
    Trouble("promotion_trouble", "pay", 0.022, 1.9, 3.0),
    Trouble("price_dispute", "pay", 0.022, 1.8, 2.5),
    Trouble("invoice_problem", "pay", 0.008, 1.5),
    Trouble("no_tracking", "ship", 0.02, 1.5, 1.6),
    Trouble("courier_service", "ship", 0.03, 1.7),
    Trouble("damaged_parcel", "receive", 0.03, 1.9, 1.4),
    Trouble("wrong_or_missing", "receive", 0.022, 2.1, 1.8),
    Trouble("quality_defect", "receive", 0.065, 2.2),
    Trouble("counterfeit", "receive", 0.006, 2.4),
)
CONTACT_TROUBLES = (
    Trouble("slow_response", "contact", 0.08, 1.5, 1.6),
    Trouble("unskilled_staff", "contact", 0.06, 1.6),
    Trouble("rude_staff", "contact", 0.04, 2.2),
    Trouble("passed_around", "contact", 0.05, 1.9),
    Trouble("unresolved", "contact", 0.09, 2.0),
    Trouble("broken_promise", "contact", 0.04, 1.9),
    Trouble("slow_refund", "contact", 0.035, 1.5),
    Trouble("return_hassle", "contact", 0.04, 1.8),
)
RESPONSE = 0.33
CONTACT_RESPONSE = 0.42
# Who writes a comment, by overall score 1 to 5: the unhappy write more often.
COMMENTS = {1: 0.78, 2: 0.74, 3: 0.52, 4: 0.4, 5: 0.42}
MIDDLE = 3
LEFT_BLANK = 0.03
NOT_RETURNED = 0.8
