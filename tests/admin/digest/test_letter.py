from collections.abc import Callable
from dataclasses import replace

import pytest

from admin.charts.png import find_cjk_font
from admin.digest.content import Asking, Cases, Content, OverdueCase, Quote, Sums, compose
from admin.digest.letter import Addressed
from admin.digest.letter import compose as write
from admin.tag_names import TagNames
from huiyin.i18n import LOCALES, translator
from huiyin.templating import environment
from models.choices import AlertState
from models.queries.alerts import Alert
from models.queries.shop_tags import ShopTag

ITEMS = {"OV1": {1: 10, 2: 12, 3: 20, 4: 40, 5: 38}, "SH0": {1: 8, 2: 9, 3: 10, 4: 12, 5: 8}}
USUAL = {"OV1": {4: 500, 5: 400}, "SH0": {4: 200, 5: 250}}


def content(quote: str = "等了九天") -> Content:
    now = Sums(120, 0, ITEMS, {"slow_shipping": 22}, 70)
    before = Sums(900, 0, USUAL, {"slow_shipping": 50}, 500)
    return compose("2026-W46", now, before, Asking(800, 118), [Quote(5, "slow_shipping", quote)])


def addressed(locale: str, shop: str = "青禾家居") -> Addressed:
    return Addressed(shop, "https://survey.example/shops/demo", locale, translator(locale))


@pytest.mark.parametrize("locale", LOCALES)
def test_the_letter_says_what_fell_in_the_readers_language(locale: str) -> None:
    letter = write(content(), addressed(locale), environment(), ())
    ship: Callable[[str], str] = translator(locale)
    assert ship("Ship") in letter.text
    assert "等了九天" in letter.text
    assert "等了九天" in letter.html
    assert "https://survey.example/shops/demo/responses/5" in letter.text


@pytest.mark.parametrize(
    ("locale", "words"),
    [("en", "Low scores in “Ship”: 23.3% in 2026-W46 against a limit of 17.9% (120 answers). Not"),
     ("zh-Hans", "“发货”低分：2026-W46 为 23.3%，控制限 17.9%（120 份答卷）。尚未回到")],
)  # fmt: skip
def test_open_alerts_are_told_with_their_limit(locale: str, words: str) -> None:
    alert = Alert(
        id=1, measure="low:SH0", scope="", chart="share", baseline_version=1,
        opened_period="2026-W46", last_period="2026-W46", ended_period="", hits=28, n=120,
        value=28 / 120, upper=0.179, state=AlertState.OPEN, note="", state_at=None, state_by="",
    )  # fmt: skip
    told = replace(content(), alerts=(alert,))
    letter = write(told, addressed(locale), environment(), ())
    assert words in letter.text
    assert words in letter.html
    assert "https://survey.example/shops/demo/alerts" in letter.text


@pytest.mark.parametrize(
    ("locale", "words", "why"),
    [("en", "4 of 9 open cases are overdue", "Ship: 1 of 5 · Lost parcel"),
     ("zh-Hans", "9 张待处理工单中有 4 张已超时", "发货 1 分 · 丢件未收到")],
)  # fmt: skip
def test_overdue_cases_are_told_with_the_way_to_the_longest(
    locale: str, words: str, why: str
) -> None:
    late = Cases(9, 4, (OverdueCase(7, "SH0:1 tag:lost_parcel"),))
    letter = write(replace(content(), cases=late), addressed(locale), environment(), ())
    for one in (letter.text, letter.html):
        assert words in one
        assert why in one
        assert "https://survey.example/shops/demo/cases/7" in one
    assert "/cases" not in write(content(), addressed(locale), environment(), ()).text


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "20 random comments of this week wait"),
        ("zh-Hans", "本周随机抽取的 20 条评论等你判定"),
    ],
)
def test_the_weeks_audit_is_asked_for_where_there_is_something_to_judge(
    locale: str, words: str
) -> None:
    told = replace(content(), to_judge=20)
    letter = write(told, addressed(locale), environment(), ())
    for one in (letter.text, letter.html):
        assert words in one
        assert "https://survey.example/shops/demo/audit" in one
    assert "/audit" not in write(content(), addressed(locale), environment(), ()).text


def test_complaints_are_called_what_the_shop_calls_them() -> None:
    names = TagNames({"slow_shipping": ShopTag("slow_shipping", "到货晚", "Late & <slow>")})
    told = replace(content(), names=names)
    letter = write(told, addressed("zh-Hans"), environment(), ())
    assert "到货晚" in letter.text
    assert "到货晚" in letter.html
    letter = write(told, addressed("en"), environment(), ())
    assert "Late & <slow>" in letter.text
    assert "<slow>" not in letter.html


def test_without_a_chinese_font_there_is_no_picture_but_the_table() -> None:
    letter = write(content(), addressed("zh-Hans"), environment(), ())
    assert letter.pictures == {}
    assert "cid:" not in letter.html
    assert "发货" in letter.html


def test_with_a_font_the_picture_has_words_for_those_who_do_not_see_it() -> None:
    font = find_cjk_font()
    if font is None:
        pytest.skip("no font with Chinese is installed")
    letter = write(content(), addressed("zh-Hans"), environment(), (font,))
    assert letter.pictures["journey"].startswith(b"\x89PNG")
    assert 'src="cid:journey"' in letter.html
    assert "发货 3.06" in letter.html


def test_what_a_shopper_or_shop_writes_stays_text() -> None:
    letter = write(
        content("<img src=x onerror=alert(1)>"),
        addressed("en", shop="A & <b>B</b>\r\nBcc: x@y.example"),
        environment(),
        (),
    )
    assert "<img src=x" not in letter.html
    assert "<b>B</b>" not in letter.html
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
