"""The contact module: what happened when a shopper turned to customer service."""

from feedback.survey import scales
from feedback.survey.item import Item
from feedback.survey.wording import Scale, Words
from models.choices import Stage

CHANNEL = "items informed by E-RecS-QUAL contact (Parasuraman, Zeithaml & Malhotra 2005)"
REPEAT = "items informed by first-contact-resolution practice and LSQ discrepancy handling"
RESOLUTION = "items informed by self-reported first-contact resolution"
EFFORT = "items informed by the Customer Effort Score 2.0 (CEB)"
TIME = "items informed by E-RecS-QUAL responsiveness (Parasuraman et al. 2005)"
PROMISE = "items informed by 补救质量 of E-TAIL-SQ (赵卫宏、熊小明 2015) and promise keeping"
PERSON = "items informed by E-RecS-QUAL contact: a live person can be reached"
STAFF = "items informed by LSQ personnel contact (Mentzer, Flint & Hult 2001)"
KNOWLEDGE = "items informed by 服务专业性 of E-TAIL-SQ (赵卫宏、熊小明 2015)"
WARMTH = "items informed by empathy of SERVPERF (Cronin & Taylor 1992)"


def _question(code: str, words: Words, scale: Scale, source: str) -> Item:
    return Item(code, Stage.CONTACT, words, scale, source)


def _rating(code: str, words: Words, source: str, *, core: bool = False) -> Item:
    satisfaction = scales.SATISFACTION
    return Item(code, Stage.CONTACT, words, satisfaction, source, core, may_not_apply=True)


CONTACT_ITEMS = (
    _question(
        "CT1",
        Words("您这次通过什么方式联系我们？", "How did you contact us?"),
        scales.CHANNEL_USED,
        CHANNEL,
    ),
    _question(
        "CT2",
        Words("您原本最想用哪种方式？", "Which way would you have liked best?"),
        scales.CHANNEL_WANTED,
        CHANNEL,
    ),
    # Derived from CT1 and CT2 unless they contradict each other; no form asks it by default.
    _question(
        "CT3",
        Words("您用上了想用的方式吗？", "Could you use the way you wanted?"),
        scales.CHANNEL_GOT,
        CHANNEL,
    ),
    _question(
        "CT4",
        Words(
            "为了同一个问题，您一共联系了几次？需要重复说明吗？",
            "How often did you contact us about this, and did you have to repeat yourself?",
        ),
        scales.CONTACTS,
        REPEAT,
    ),
    _question("CT5", Words("问题解决了吗？", "Is it resolved?"), scales.RESOLVED, RESOLUTION),
    _question(
        "CT6",
        Words(
            "“问题处理起来不费力。”您同意吗？",
            "“Getting this dealt with took me little effort.” Do you agree?",
        ),
        scales.AGREEMENT,
        EFFORT,
    ),
    _question(
        "CT7",
        Words("您大约花了多长时间？", "About how long did it take you?"),
        scales.TIME_TAKEN,
        TIME,
    ),
    _question(
        "CT8",
        Words("当时答应您的事兑现了吗？", "Was what we promised kept?"),
        scales.PROMISE,
        PROMISE,
    ),
    _rating(
        "CT9",
        Words(
            "总体来说，您对为您服务的客服（人工或机器人）满意吗？",
            "Overall, how satisfied were you with the person or bot who served you?",
        ),
        STAFF,
        core=True,
    ),
    _question(
        "CTA",
        Words(
            "为您服务的是人工还是机器人？",
            "Was it a person or a bot, and could you choose a person?",
        ),
        scales.PERSON,
        PERSON,
    ),
    _rating(
        "CTW",
        Words(
            "您对客服的亲切和尊重满意吗？", "How satisfied were you with the warmth and respect?"
        ),
        WARMTH,
    ),
    _rating(
        "CTK",
        Words("您对客服的专业程度满意吗？", "How satisfied were you with how much they knew?"),
        KNOWLEDGE,
    ),
)
