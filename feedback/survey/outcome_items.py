"""The outcomes: overall satisfaction, and the three that take turns behind it."""

from feedback.survey import scales
from feedback.survey.item import Item
from feedback.survey.wording import Words

OUTCOME_ITEMS = (
    Item(
        "OV1",
        None,
        Words(
            "总体来说，您对我们这次的服务满意吗？",
            "Overall, how satisfied are you with our service this time?",
        ),
        scales.SATISFACTION,
        "items informed by overall satisfaction (CSAT, five points, top-2-box)",
        core=True,
    ),
    Item(
        "OV2",
        None,
        Words(
            "您有多大可能向朋友推荐我们？",
            "How likely are you to recommend us to a friend?",
        ),
        scales.RECOMMENDING,
        "items informed by the Net Promoter Score (Reichheld 2003)",
    ),
    Item(
        "OV3",
        None,
        Words("您还会再来购买吗？", "Will you buy from us again?"),
        scales.RETURNING,
        "items informed by loyalty intentions (Zeithaml, Berry & Parasuraman 1996)",
    ),
    Item(
        "OV4",
        None,
        Words("您觉得我们值得信赖吗？", "Do you find us worthy of trust?"),
        scales.TRUST,
        "items informed by trust in online stores, E-TAIL-SQ (赵卫宏、熊小明 2015)",
    ),
)
