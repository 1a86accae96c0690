"""Pure: the fields of an event or row, each with the one way it is read.

Values come as JSON or as cells of a file; what is returned fits into JSON. Names are the same
at every door and listed in docs/how-to/send-events.md.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from zoneinfo import ZoneInfo

from feedback.events.reasons import FieldRefused, Reason, shown
from feedback.events.times import happened, moment
from models.choices import ContactChannel, SurveyBasis

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_AGE_BAND = re.compile(r"\d{1,2}-\d{1,2}|\d{2}\+")
_CURRENCY = re.compile(r"[A-Z]{3}")
_DIGITS = re.compile(r"[0-9]{1,18}")
_AMOUNT = re.compile(r"[¥￥$€£]?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_YES = frozenset({"true", "yes", "y", "1", "是", "有"})
_NO = frozenset({"false", "no", "n", "0", "否", "无"})
# ISO 4217: currencies whose minor unit is not a hundredth.
_DECIMALS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3, "TND": 3}
_MOST_MINOR = 10**15
_CHANNELS = {
    "email": "email", "e-mail": "email", "mail": "email", "邮件": "email",
    "chat": "chat", "live chat": "chat", "在线客服": "chat", "在线聊天": "chat", "旺旺": "chat",
    "phone": "phone", "电话": "phone",
    "self_service": "self_service", "self-service": "self_service", "faq": "self_service",
    "自助": "self_service", "自助服务": "self_service",
    "wechat": "wechat", "微信": "wechat",
    "social": "social", "社交媒体": "social", "微博": "social",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a field may need beside its own value: the zone of naive times, and the clock."""

    zone: ZoneInfo | None
    now: datetime


Value = str | int | bool
Reader = Callable[[object, Reading], Value]


def text_of(longest: int) -> Reader:
    """Return a reader of texts of one line with at most `longest` characters."""

    def read(value: object, _reading: Reading) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)  # references are often numbers
        if not isinstance(value, str):
            raise FieldRefused(Reason.NOT_TEXT)
        text = value.strip()
        if len(text) > longest:
            raise FieldRefused(Reason.TOO_LONG, length=len(text), longest=longest)
        if not text.isprintable() and any(unicodedata.category(sign) in _CONTROLS for sign in text):
            raise FieldRefused(Reason.UNPRINTABLE)
        return text

    return read


_CONTROLS = frozenset({"Cc", "Cs", "Zl", "Zp"})


def _moment(value: object, reading: Reading) -> str:
    return moment(_string(value), reading.zone).at.isoformat()


def _happened(value: object, reading: Reading) -> str:
    return happened(_string(value), reading.zone, reading.now).at.isoformat()


def whole(lowest: int, highest: int) -> Reader:
    """Return a reader of whole numbers from `lowest` to `highest`."""

    def read(value: object, _reading: Reading) -> int:
        told = value.strip() if isinstance(value, str) else value
        if isinstance(told, str) and _DIGITS.fullmatch(told):
            told = int(told)
        if not isinstance(told, int) or isinstance(told, bool) or not lowest <= told <= highest:
            raise FieldRefused(
                Reason.NOT_A_WHOLE_NUMBER, value=shown(value), lowest=lowest, highest=highest
            )
        return told

    return read


def _flag(value: object, _reading: Reading) -> bool:
    told = str(value).strip().lower()
    if told in _YES:
        return True
    if told in _NO:
        return False
    raise FieldRefused(Reason.NOT_YES_OR_NO, value=shown(value))


def _amount(value: object, _reading: Reading) -> str:
    """Return an amount as plain decimal text; the currency turns it into minor units later."""
    told = value if isinstance(value, str) else str(value)
    match = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", told).strip())
    if match is None or isinstance(value, bool):
        raise FieldRefused(Reason.NOT_AN_AMOUNT, value=shown(value))
    return match[1].replace(",", "") + (match[2] or "")


def minor_units(amount: str, currency: str) -> int:
    """Return an amount in the currency's smallest unit.

    >>> minor_units("175.26", "BRL"), minor_units("1500", "JPY")
    (17526, 1500)
    """
    decimals = _DECIMALS.get(currency, 2)
    try:
        minor = Decimal(amount).scaleb(decimals)
    except InvalidOperation as fault:
        raise FieldRefused(Reason.NOT_AN_AMOUNT, value=shown(amount)) from fault
    if minor != minor.to_integral_value():
        raise FieldRefused(Reason.TOO_FINE, value=shown(amount), currency=currency or "CNY")
    if minor >= _MOST_MINOR:
        raise FieldRefused(Reason.NOT_AN_AMOUNT, value=shown(amount))
    return int(minor)


def _matching(pattern: re.Pattern[str], reason: Reason, longest: int) -> Reader:
    def read(value: object, _reading: Reading) -> str:
        told = _string(value)
        if len(told) > longest or not pattern.fullmatch(told):
            raise FieldRefused(reason, value=shown(told))
        return told

    return read


def _language(value: object, reading: Reading) -> str:
    told = _string(value).replace("_", "-")
    return str(_matching(_LANGUAGE, Reason.NOT_A_LANGUAGE, 12)(told, reading))


def _currency(value: object, reading: Reading) -> str:
    told = _string(value).upper()
    return str(_matching(_CURRENCY, Reason.NOT_A_CURRENCY, 3)(told, reading))


def _channel(value: object, _reading: Reading) -> str:
    told = _string(value).lower()
    if told not in _CHANNELS:
        raise FieldRefused(
            Reason.NOT_ONE_OF, value=shown(value), choices=", ".join(sorted(ContactChannel))
        )
    return _CHANNELS[told]


def _basis(value: object, _reading: Reading) -> str:
    told = _string(value).lower()
    if told not in set(SurveyBasis):
        raise FieldRefused(
            Reason.NOT_ONE_OF, value=shown(value), choices=", ".join(sorted(SurveyBasis))
        )
    return told


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise FieldRefused(Reason.NOT_TEXT)
    return value.strip()


REFERENCE = text_of(120)
ADDRESS = text_of(320)
_WHO: Mapping[str, Reader] = {
    "customer_ref": text_of(120),
    "locale": _language,
    "age_band": _matching(_AGE_BAND, Reason.NOT_AN_AGE_BAND, 12),
    "survey_basis": _basis,
    "survey_basis_at": _happened,
}
ORDER_FIELDS: Mapping[str, Reader] = MappingProxyType({
    **_WHO,
    "status": text_of(40),
    "sales_channel": text_of(40),
    "category": text_of(80),
    "region": text_of(80),
    "amount": _amount,
    "currency": _currency,
    "carrier": text_of(80),
    "tracking": text_of(80),
    "promised_at": _moment,
    # Sums only: which pages somebody saw is never accepted.
    "visits": whole(0, 100_000),
    "minutes": whole(0, 100_000),
    "pages": whole(0, 100_000),
})  # fmt: skip
CONTACT_FIELDS: Mapping[str, Reader] = MappingProxyType({
    **_WHO,
    "order_ref": REFERENCE,
    "channel": _channel,
    "automated": _flag,
    "agent_ref": text_of(80),
    "reason": text_of(80),
    "transfers": whole(0, 1_000),
    "page_known": _flag,
    "referrer_known": _flag,
    "first_reply_at": _happened,
    "promise": text_of(200),
    "promise_until": _moment,
})  # fmt: skip
