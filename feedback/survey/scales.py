"""The scales and option lists of the questionnaire.

Values and codes are stored and never change once released; words may be polished.
"""

from feedback.survey.wording import Option, Scale, Words


def _points(name: str, *words: Words, lowest: int = 1) -> Scale:
    options = (Option(str(value), value, word) for value, word in enumerate(words, lowest))
    return Scale(name, tuple(options))


def _choices(name: str, **words: Words) -> Scale:
    options = (Option(code, value, word) for value, (code, word) in enumerate(words.items(), 1))
    return Scale(name, tuple(options), points=False)


BLANK = Words("", "")

# Item-specific labels rather than agree/disagree: less acquiescence.
SATISFACTION = _points(
    "satisfaction",
    Words("非常不满意", "very dissatisfied"),
    Words("不满意", "dissatisfied"),
    Words("一般", "neither"),
    Words("满意", "satisfied"),
    Words("非常满意", "very satisfied"),
)
RETURNING = _points(
    "returning",
    Words("一定不会", "certainly not"),
    Words("可能不会", "probably not"),
    Words("说不准", "not sure"),
    Words("可能会", "probably"),
    Words("一定会", "certainly"),
)
TRUST = _points(
    "trust",
    Words("完全不值得", "not at all"),
    Words("不太值得", "not much"),
    Words("一般", "somewhat"),
    Words("比较值得", "mostly"),
    Words("非常值得", "completely"),
)
RECOMMENDING = _points(
    "recommending",
    Words("绝对不会", "not at all likely"),
    *[BLANK] * 9,
    Words("一定会", "extremely likely"),
    lowest=0,
)
AGREEMENT = _points(
    "agreement",
    Words("完全不同意", "strongly disagree"),
    *[BLANK] * 2,
    Words("中立", "neutral"),
    *[BLANK] * 2,
    Words("完全同意", "strongly agree"),
)

_CHANNELS = {
    "chat": Words("在线客服", "live chat"),
    "email": Words("电子邮件", "e-mail"),
    "phone": Words("电话", "phone"),
    "self_service": Words("自助服务或常见问题", "self-service or FAQ"),
    "wechat": Words("微信", "WeChat"),
    "social": Words("其他社交平台", "another social network"),
}
CHANNEL_USED = _choices("channel_used", **_CHANNELS)
CHANNEL_WANTED = _choices(
    "channel_wanted", **_CHANNELS, no_preference=Words("都可以", "no preference")
)
CHANNEL_GOT = _choices("channel_got", yes=Words("用上了", "yes"), no=Words("没用上", "no"))
# How often, and whether the story had to be told again: both facts with one tap.
CONTACTS = _choices(
    "contacts",
    once=Words("一次，只说了一遍", "once, and I explained it once"),
    once_repeated=Words("一次，但要重复说明", "once, but I had to repeat myself"),
    twice=Words("两次，不用重复说明", "twice, without repeating myself"),
    twice_repeated=Words("两次，要重复说明", "twice, and I had to repeat myself"),
    more=Words("三次或更多，不用重复说明", "three times or more, without repeating myself"),
    more_repeated=Words(
        "三次或更多，要重复说明", "three times or more, and I had to repeat myself"
    ),
)
RESOLVED = _choices(
    "resolved",
    yes=Words("已解决", "yes"),
    partly=Words("部分解决", "partly"),
    no=Words("没有解决", "no"),
    pending=Words("还在处理", "still being dealt with"),
)
TIME_TAKEN = _choices(
    "time_taken",
    under_5_min=Words("不到 5 分钟", "under 5 minutes"),
    under_15_min=Words("5–15 分钟", "5 to 15 minutes"),
    under_1_h=Words("15–60 分钟", "15 to 60 minutes"),
    over_1_h=Words("超过 1 小时", "more than an hour"),
    over_1_day=Words("超过 1 天", "more than a day"),
)
PROMISE = _choices(
    "promise",
    early=Words("提前兑现", "yes, early"),
    on_time=Words("按时兑现", "yes, on time"),
    late=Words("晚了才兑现", "yes, but late"),
    broken=Words("没有兑现", "no"),
    none=Words("没有承诺过什么", "nothing was promised"),
)
PERSON = _choices(
    "person",
    person=Words("一直是人工", "a person from the start"),
    bot_then_person=Words(
        "先是机器人，后来能转人工", "a bot first, then a person when I wanted one"
    ),
    bot_no_person=Words(
        "机器人，想找人工却找不到", "a bot; I wanted a person and could not reach one"
    ),
    bot_enough=Words("机器人，不需要人工", "a bot; I did not need a person"),
)
