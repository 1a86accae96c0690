"""The twenty items of the stages browse, pay, ship and receive; own wording throughout.

Constructs come from the literature named with each item; no published wording is reproduced.
"""

from feedback.survey.item import Item
from feedback.survey.scales import SATISFACTION
from feedback.survey.wording import Words
from models.choices import Stage

SINGLE = "items informed by single-item stage satisfaction (top-2-box CSAT practice)"
EFFICIENCY = "items informed by E-S-QUAL efficiency (Parasuraman, Zeithaml & Malhotra 2005)"
FULFILMENT = "items informed by E-S-QUAL fulfilment (Parasuraman, Zeithaml & Malhotra 2005)"
AVAILABILITY = "items informed by E-S-QUAL system availability (Parasuraman et al. 2005)"
PRIVACY = "items informed by E-S-QUAL privacy (Parasuraman, Zeithaml & Malhotra 2005)"
CONTACT = "items informed by E-RecS-QUAL contact (Parasuraman, Zeithaml & Malhotra 2005)"
RESPONSIVENESS = "items informed by E-RecS-QUAL responsiveness (Parasuraman et al. 2005)"
LSQ_TIME = "items informed by LSQ timeliness (Mentzer, Flint & Hult 2001)"
LSQ_INFORMATION = "items informed by LSQ information quality (Mentzer, Flint & Hult 2001)"
LSQ_ORDER = "items informed by LSQ order accuracy (Mentzer, Flint & Hult 2001)"
LSQ_CONDITION = "items informed by LSQ order condition (Mentzer, Flint & Hult 2001)"
LSQ_ORDERING = "items informed by LSQ ordering procedures (Mentzer, Flint & Hult 2001)"
CHINESE_LOGISTICS = "items informed by 中国流通经济 2016(1):88-94, convenience and flexibility"
CHINESE_CLARITY = "items informed by E-TAIL-SQ 信息有用性 (赵卫宏、熊小明 2015)"


def _stage(stage: Stage, prefix: str, *rows: tuple[str, str, str]) -> tuple[Item, ...]:
    """Make a stage's items from rows of (zh-Hans, en, source); the first is its core item."""
    return tuple(
        Item(
            code=prefix + str(number),
            stage=stage,
            words=Words(zh_hans, en),
            scale=SATISFACTION,
            source=source,
            core=number == 0,
            may_not_apply=True,
        )
        for number, (zh_hans, en, source) in enumerate(rows)
    )


BROWSE = _stage(
    Stage.BROWSE,
    "BR",
    (
        "总体来说，您对这次挑选商品的过程满意吗？",
        "Overall, how satisfied were you with choosing what to buy?",
        SINGLE,
    ),
    (
        "您对查找商品的方便程度满意吗？",
        "How satisfied were you with how easy it was to find what you wanted?",
        EFFICIENCY,
    ),
    (
        "您对商品介绍与实物相符的程度满意吗？",
        "How satisfied were you with how well the description matched the real thing?",
        CHINESE_CLARITY,
    ),
    (
        "您对页面打开和操作的速度满意吗？",
        "How satisfied were you with the speed of the pages?",
        AVAILABILITY,
    ),
    (
        "需要帮助时，您对找到联系方式的方便程度满意吗？",
        "How satisfied were you with how easy it was to see how to get help?",
        CONTACT,
    ),
)
PAY = _stage(
    Stage.PAY,
    "PA",
    (
        "总体来说，您对下单付款的过程满意吗？",
        "Overall, how satisfied were you with ordering and paying?",
        SINGLE,
    ),
    (
        "您对付款步骤的简便程度满意吗？",
        "How satisfied were you with how simple it was to pay?",
        LSQ_ORDERING,
    ),
    (
        "您对可选择的付款方式满意吗？",
        "How satisfied were you with the ways to pay on offer?",
        EFFICIENCY,
    ),
    (
        "您对价格、优惠和运费的清楚程度满意吗？",
        "How satisfied were you with how clear the price, discounts and delivery fee were?",
        CHINESE_CLARITY,
    ),
    (
        "您对个人信息和支付安全满意吗？",
        "How satisfied were you with the safety of your personal and payment data?",
        PRIVACY,
    ),
)
SHIP = _stage(
    Stage.SHIP,
    "SH",
    (
        "总体来说，您对发货和运输满意吗？",
        "Overall, how satisfied were you with dispatch and transport?",
        SINGLE,
    ),
    (
        "您对发货的速度满意吗？",
        "How satisfied were you with the speed of dispatch?",
        LSQ_TIME,
    ),
    (
        "您对物流信息的准确和及时满意吗？",
        "How satisfied were you with the accuracy and timeliness of tracking?",
        LSQ_INFORMATION,
    ),
    (
        "您对按承诺时间送达的情况满意吗？",
        "How satisfied were you with arrival at the promised time?",
        FULFILMENT,
    ),
    (
        "您对修改地址或送货时间的方便程度满意吗？",
        "How satisfied were you with how easy it was to change the address or delivery time?",
        CHINESE_LOGISTICS,
    ),
)
RECEIVE = _stage(
    Stage.RECEIVE,
    "RE",
    (
        "总体来说，您对收到的货品满意吗？",
        "Overall, how satisfied were you with what you received?",
        SINGLE,
    ),
    (
        "您对商品发对、发全的情况满意吗？",
        "How satisfied were you that the goods were the right ones and complete?",
        LSQ_ORDER,
    ),
    (
        "您对包装和商品的完好程度满意吗？",
        "How satisfied were you with the condition of the packaging and the goods?",
        LSQ_CONDITION,
    ),
    (
        "您对取件或签收的方便程度满意吗？",
        "How satisfied were you with how convenient it was to take delivery?",
        CHINESE_LOGISTICS,
    ),
    (
        "您对退换货办理的方便程度满意吗？（没有退换请选“不适用”）",
        "How satisfied were you with returns? (Choose “not applicable” if you made none.)",
        RESPONSIVENESS,
    ),
)

STAGE_ITEMS = (*BROWSE, *PAY, *SHIP, *RECEIVE)
