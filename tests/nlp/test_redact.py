"""What is masked, what stays, and that words found before are found again behind the marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import RedactionFailed
from nlp.redact import LONGEST, redact

ANY_TEXT = st.text(
    st.one_of(
        st.characters(codec=None),
        st.sampled_from(
            "0123456789一三八零〇１３ .-@微信vx:订单号路区市省(（)+\u200b\n粤b李地址住在"
        ),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("打13800138000没人接", "打[电话]没人接"),
        ("电话一三八零零一三八零零零，", "电话[电话]，"),
        ("壹叁捌零零壹叁捌零零零", "[电话]"),
        ("1 3 8 0 0 1 3 8 0 0 0 这个号", "[电话] 这个号"),
        ("138.0013.8000", "[电话]"),
        ("１３８－００１３－８０００", "[电话]"),
        ("l38oo138ooo 联系", "[电话] 联系"),
        ("+86 138 0013 8000", "[电话]"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣!", "[电话]!"),
        ("一(yī)三(sān)八零零一三八零零零", "[电话]"),
        ("0571-88888881转802", "[电话]"),
        ("香港电话 9123 4567", "香港电话 [电话]"),
        ("台湾 0912-345-678", "台湾 [电话]"),
        ("(02)2345-6789", "[电话]"),
        ("身份证11010519491231002X", "身份证[证件号]"),
        ("110105 19491231 002X是我的", "[证件号]是我的"),
        ("旧证110105491231002", "旧证[证件号]"),
        ("卡4111 1111 1111 1111", "卡[银行卡]"),
        ("邮箱 chen.d@qq.com 谢谢", "邮箱 [邮箱] 谢谢"),
        ("chen 艾特 qq 点 com", "[邮箱]"),
        ("加我微信：tea_house88", "加我微信：[微信号]"),
        ("扣扣一二三四五六七", "扣扣[QQ号]"),
        ("订单号 20240815123456", "订单号 [订单号]"),
        ("顺丰SF1234567890123查不到", "顺丰[订单号]查不到"),
        ("单号 1234567", "单号 [订单号]"),
        ("粤B·12345撞了", "[车牌]撞了"),
        ("住在浙江省杭州市西湖区文三路123号3幢501室，快来", "住在[地址]，快来"),
        ("寄到文三路一二三号", "寄到[地址]"),
        ("台北市信義區松高路11號5樓", "[地址]"),
        ("阳光花园3栋2单元502没人", "[地址]没人"),
        ("please call 13800138000 now", "please call [phone] now"),
        ("mail me: tea@example.com", "mail me: [email]"),
        ("13800138000", "[电话]"),
    ],
)
def test_a_detail_becomes_a_mark_in_the_comments_language(written: str, shown: str) -> None:
    assert redact(written).text == shown


@pytest.mark.parametrize(
    "clean",
    [
        "打12315投诉了也没用，10086打进来说积分换的",
        "20000毫安充一次就没电",
        "1599、1699、199三个价，618买的2999",
        "型号i5-4200m，屏幕1920x1080，新ipad2020款",
        "2024-01-15 10:30:00 到现在都没更新",
        "2018年8月15日下单，订单2018-08-15才发，1299.00元",
        "知道12号发货，结果一路15号才到，3号楼阿姨帮我收",
        "尺码 38 39 40 41 都试过，1 2 3 4 5次，1、2、3、4、5、6、7、8、9号色",
        "一二三四五六七，上山打老虎，九九八十一难",
        "价格5000-6000元，血压120/80，1.5米乘2.0米",
        "微信付款失败，加微信返现5元，wx小程序打不开，QQ群里都在骂",
        "质量没得说，66666666666，8888888",
        "从广东省深圳市发到新疆乌鲁木齐市，上海市浦东新区次日达",
        "买了两栋乐高，第3单元第5课缺页，房间15平米1号位置",
        "@官方客服 #双十一#买的",
        "密码123456改不掉，共100000000次",
        "paid 1999 at home. comes broken, ordered on 2024-05-01 12:30",
        "",
    ],
)
def test_prices_dates_sizes_and_hotlines_stay(clean: str) -> None:
    """A number alone is no person's."""
    assert redact(clean).text == clean
    assert redact(clean).spans == ()


def test_words_found_in_the_original_are_found_behind_the_marks() -> None:
    """Evidence is found before masking and shown after it."""
    original = "电话13800138000没人接，微信abc_12345也不回"
    redacted = redact(original)
    start = original.index("没人接")
    shown = redacted.span(start, start + 3)
    assert redacted.text[slice(*shown)] == "没人接"
    start = original.index("也不回")
    assert redacted.text[slice(*redacted.span(start, start + 3))] == "也不回"


def test_evidence_that_holds_a_detail_shows_its_mark_whole() -> None:
    """A span that begins or ends inside a number is widened, never cut."""
    original = "打13800138000没人接"
    redacted = redact(original)
    assert redacted.text[slice(*redacted.span(0, 5))] == "打[电话]"
    assert redacted.text[slice(*redacted.span(4, 14))] == "[电话]没人"
    assert redacted.span(12, 12) == (5, 5)


def test_what_cannot_be_searched_is_never_shown() -> None:
    """The caller withholds the comment; it never gets the raw text back."""
    with pytest.raises(RedactionFailed, match="withhold"):
        redact("1" * (LONGEST + 1))


@given(ANY_TEXT)
def test_any_comment_can_be_masked_and_is_masked_once(text: str) -> None:
    """Masking again finds nothing more, and the rest is as it was written."""
    redacted = redact(text)
    rest = text
    for mark in reversed(redacted.spans):
        rest = rest[: mark.start] + rest[mark.end :]
    assert all(mark.start < mark.end <= len(text) for mark in redacted.spans)
    outside = [i for i in range(len(text)) if not any(m.start <= i < m.end for m in redacted.spans)]
    assert "".join(redacted.text[redacted.position(i)] for i in outside) == rest
    assert redact(redacted.text).text == redacted.text


@given(ANY_TEXT)
def test_positions_follow_the_original(text: str) -> None:
    """A later word never moves before an earlier one."""
    redacted = redact(text)
    places = [redacted.position(i) for i in range(len(text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(redacted.text)
    assert redacted.span(0, len(text)) == (0, len(redacted.text))
