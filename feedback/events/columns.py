"""Pure: which column of a shop's file means what, in the words shops use, English or Chinese."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from feedback.events.errors import FileRefused
from feedback.events.reasons import Reason, Refusal, shown
from models.choices import EventKind


class FileKind(StrEnum):
    """What one line of a file is about."""

    ORDERS = "orders"
    CONTACTS = "contacts"
    ANSWERS = "answers"


ORDER_TIMES: Mapping[str, EventKind] = MappingProxyType({
    "placed_at": EventKind.ORDER_PLACED,
    "paid_at": EventKind.ORDER_PAID,
    "shipped_at": EventKind.ORDER_SHIPPED,
    "delivered_at": EventKind.ORDER_DELIVERED,
    "completed_at": EventKind.ORDER_COMPLETED,
    "cancelled_at": EventKind.ORDER_CANCELLED,
    "return_requested_at": EventKind.RETURN_REQUESTED,
    "return_received_at": EventKind.RETURN_RECEIVED,
    "refunded_at": EventKind.REFUND_COMPLETED,
})  # fmt: skip
CONTACT_TIMES: Mapping[str, EventKind] = MappingProxyType({
    "opened_at": EventKind.CONTACT_OPENED,
    "closed_at": EventKind.CONTACT_CLOSED,
})  # fmt: skip
NEEDED: Mapping[FileKind, tuple[str, ...]] = MappingProxyType({
    FileKind.ORDERS: ("order_ref", "placed_at"),
    FileKind.CONTACTS: ("contact_ref", "opened_at"),
    FileKind.ANSWERS: ("feedback_ref", "order_ref", "score", "answered_at"),
})  # fmt: skip
_ORDER_REF = "订单号 订单编号 订单id order orderid orderno ordernumber"
_WHO = {
    "customer_email": "邮箱 客户邮箱 买家邮箱 电子邮箱 email mail emailaddress",
    "locale": "语言 language",
    "age_band": "年龄段 ageband agegroup",
    "survey_basis": "调查依据 同意依据 basis",
    "survey_basis_at": "依据时间 同意时间",
}
_COLUMNS: Mapping[FileKind, Mapping[str, str]] = {
    FileKind.ORDERS: _WHO | {
        "order_ref": _ORDER_REF,
        "region": "地区 省份 收货地区 收货省份 province state",
        "category": "类目 品类 分类 商品类目",
        "amount": "金额 订单金额 实付金额 实付款 total",
        "currency": "币种 货币",
        "status": "状态 订单状态 orderstatus",
        "sales_channel": "渠道 销售渠道 channel",
        "carrier": "快递 快递公司 承运商 物流公司",
        "tracking": "运单号 快递单号 物流单号 trackingnumber",
        "visits": "访问次数",
        "minutes": "浏览分钟",
        "pages": "浏览页数",
        "placed_at": "下单时间 订单创建时间 创建时间 orderedat createdat orderpurchasetimestamp",
        "paid_at": "付款时间 支付时间 订单付款时间 orderapprovedat",
        "shipped_at": "发货时间 揽收时间 orderdeliveredcarrierdate",
        "delivered_at": "签收时间 收货时间 送达时间 orderdeliveredcustomerdate",
        "completed_at": "完成时间 确认收货时间 交易成功时间",
        "cancelled_at": "取消时间 关闭时间 canceledat",
        "return_requested_at": "退货申请时间 申请退货时间",
        "return_received_at": "退货签收时间 收到退货时间",
        "refunded_at": "退款时间 退款完成时间",
        "promised_at": "承诺送达时间 预计送达时间 预计到达时间 orderestimateddeliverydate",
    },
    FileKind.CONTACTS: _WHO | {
        "contact_ref": "会话号 会话id 工单号 咨询编号 contact contactid ticketid conversationid",
        "order_ref": _ORDER_REF,
        "channel": "渠道 联系渠道 咨询渠道",
        "automated": "机器人 是否机器人 bot",
        "agent_ref": "客服 客服编号 客服工号 agent agentid",
        "reason": "原因 咨询原因 问题类型",
        "transfers": "转接次数",
        "page_known": "页面已知",
        "referrer_known": "来源已知",
        "opened_at": "开始时间 咨询时间 接入时间 createdat",
        "first_reply_at": "首次回复时间 首响时间 firstresponseat",
        "closed_at": "结束时间 关闭时间 resolvedat",
        "promise": "承诺 承诺内容",
        "promise_until": "承诺时限 承诺截止时间",
    },
    FileKind.ANSWERS: {
        "feedback_ref": "评价号 评价编号 评价id feedback feedbackid reviewid",
        "order_ref": _ORDER_REF,
        "score": "评分 分数 星级 打分 reviewscore rating",
        "comment": "评价 评论 评价内容 评论内容 reviewcommentmessage text",
        "asked_at": "邀请时间 询问时间 reviewcreationdate",
        "answered_at": "评价时间 评论时间 回答时间 reviewanswertimestamp",
        "locale": "语言 language",
    },
}  # fmt: skip
_NOISE = re.compile(r"[\s_\-.:：/()（）\[\]【】#*]+")


def _plain(name: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).lower())


_MEANINGS: Mapping[FileKind, Mapping[str, str]] = {
    kind: {
        _plain(alias): column
        for column, aliases in columns.items()
        for alias in (column, *aliases.split())
    }
    for kind, columns in _COLUMNS.items()
}


@dataclass(frozen=True, slots=True)
class Header:
    """What each column of a file means ("" where we do not know), and the names left out."""

    columns: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The names no meaning is known for."""
        return tuple(
            name for name, column in zip(self.names, self.columns, strict=True) if not column
        )


def known_columns(kind: FileKind, names: Sequence[str]) -> int:
    """Count how many of the names mean something."""
    return sum(_plain(name) in _MEANINGS[kind] for name in names)


def read_header(kind: FileKind, names: Sequence[str]) -> Header:
    """Give every column its meaning.

    Raises
    ------
    FileRefused
        If a needed column is missing, or one is there twice.
    """
    columns = tuple(_MEANINGS[kind].get(_plain(name), "") for name in names)
    for place, column in enumerate(columns):
        if column and column in columns[:place]:
            twice = {"first": names[columns.index(column)], "second": names[place]}
            raise FileRefused(Refusal(Reason.COLUMN_TWICE, "", {"column": column} | twice))
    missing = [name for name in NEEDED[kind] if name not in columns]
    if missing:
        needed = ", ".join(NEEDED[kind])
        told = {"missing": ", ".join(missing), "needed": needed, "found": shown(", ".join(names))}
        raise FileRefused(Refusal(Reason.COLUMNS_MISSING, "", told))
    return Header(columns, tuple(names))
