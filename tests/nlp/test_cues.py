"""What a rule fires on, and what it leaves alone."""

import pytest

from nlp.analysis import Analyser
from nlp.cues import cues, see
from nlp.normalise import normalise
from nlp.taxonomy import TAGS


def fired(text: str, analyser: Analyser) -> set[str]:
    analysis = analyser.analyse(normalise(text).text)
    seen = see(analysis)
    return {cue.code for cue in cues() if cue.where(analysis, seen)}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("分类乱七八糟，页面太乱", "confusing_site"),
        ("app一打开就闪退", "site_fault"),
        ("实物跟图片差距太大", "misleading_listing"),
        ("支付失败，扣了两次钱", "payment_failure"),
        ("说好的赠品呢？没给", "promotion_trouble"),
        ("买完第二天就降价两百", "price_dispute"),
        ("发票催了三次还没开", "invoice_problem"),
        ("下单后接到诈骗电话，信息泄露了吧", "privacy_security"),
        ("发货太慢，等了十天才到", "slow_shipping"),
        ("显示已签收，可我没收到", "no_tracking"),
        ("快递直接扔在门口，不打电话", "courier_service"),
        ("包裹被快递弄丢了", "lost_parcel"),
        ("收到的时候盒子已经压扁", "damaged_parcel"),
        ("少发了一瓶", "wrong_or_missing"),
        ("用了两天就开不了机", "quality_defect"),
        ("绝对是假货，防伪码查不到", "counterfeit"),
        ("商家不给退货，各种理由", "return_hassle"),
        ("换货等了一个月还没动静", "slow_returns"),
        ("退款一直没到账", "slow_refund"),
        ("全是机器人，转不到人工", "limited_channels"),
        ("客服半天不回消息", "slow_response"),
        ("客服态度恶劣，还骂人", "rude_staff"),
        ("客服一问三不知，答非所问", "unskilled_staff"),
        ("商家和快递互相踢皮球", "passed_around"),
        ("找了客服三次，问题还是没解决", "unresolved"),
        ("说好周三上门，结果没人来", "broken_promise"),
        ("天天发广告短信，烦死了", "intrusive_contact"),
    ],
)
def test_every_tag_has_a_rule_for_stock_wording(text: str, code: str, analyser: Analyser) -> None:
    assert code in fired(text, analyser)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("没有色差，和图片一样", "misleading_listing"),
        ("如果包装破损怎么办？担心而已，其实很好", "damaged_parcel"),
        ("没有骚扰电话", "intrusive_contact"),
        ("价格比超市便宜", "price_dispute"),
        ("买个教训", "rude_staff"),
        ("快递员态度好", "courier_service"),
    ],
)
def test_denied_imagined_and_praised_is_no_complaint(
    text: str, code: str, analyser: Analyser
) -> None:
    assert code not in fired(text, analyser)


def test_a_rule_says_where_it_fired(analyser: Analyser) -> None:
    analysis = analyser.analyse("衣服好看。客服态度恶劣")
    (rude,) = [cue for cue in cues() if cue.code == "rude_staff"]
    span = rude.where(analysis, see(analysis))
    assert span
    assert "态度恶劣" in analysis.text[span[0] : span[1]]


def test_every_tag_has_rules() -> None:
    for cue in cues():
        assert cue.conditions or cue.patterns, cue.code
    assert [cue.code for cue in cues()] == list(TAGS)
