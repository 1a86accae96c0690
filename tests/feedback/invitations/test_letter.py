"""The letter: what a shopper reads, in both languages, and what no shop's name can do to it."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest

from feedback.invitations.errors import LetterUnsafe
from feedback.invitations.letter import (
    LARGEST_HTML,
    Occasion,
    Written,
    compose,
    letter_locale,
    named_address,
    one_line,
)
from huiyin.i18n import translator
from huiyin.templating import environment
from models.choices import SurveyKind
from tests.feedback.invitations.cast import LINKS

PURCHASE = Occasion(
    kind=SurveyKind.POST_PURCHASE,
    shop_name="青禾家居 <官方> & 茶",
    sender_email="hello@tea.example",
    reference="O-20261119-7788",
    happened_on=date(2026, 11, 20),
    locale="zh-Hans",
    answer_url=LINKS.answer_url("n"),
    score_urls=tuple((score, LINKS.answer_url("n", score)) for score in range(1, 6)),
    unsubscribe_url=LINKS.unsubscribe_url(1, LINKS.email_hash("wang@customers.example")),
    closes_on=date(2026, 12, 4),
)
BOTH = [
    PURCHASE,
    replace(PURCHASE, locale="en"),
    replace(PURCHASE, kind=SurveyKind.POST_CONTACT, reminder=True),
    replace(PURCHASE, kind=SurveyKind.POST_CONTACT, locale="en", reminder=True),
]
TEMPLATES = environment()


def write(occasion: Occasion) -> Written:
    return compose(occasion, TEMPLATES, translator(occasion.locale))


def words(html: str) -> str:
    return " ".join(
        unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).split()
    )


def links(written: Written) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', written.html))


@pytest.mark.parametrize("occasion", BOTH)
def test_every_letter_offers_five_answers_with_words_and_the_way_out(occasion: Occasion) -> None:
    written = write(occasion)
    expected = {url for _, url in occasion.score_urls}
    assert links(written) == {*expected, occasion.answer_url, occasion.unsubscribe_url}
    for url in (*expected, occasion.unsubscribe_url):
        assert url in written.text
    for word in (
        ("满意", "非常不满意") if occasion.locale == "zh-Hans" else ("neither", "satisfied")
    ):
        assert word in words(written.html)
        assert word in written.text


@pytest.mark.parametrize("occasion", BOTH)
def test_every_letter_says_who_writes_and_why(occasion: Occasion) -> None:
    written = write(occasion)
    chinese = occasion.locale == "zh-Hans"
    for text in (words(written.html), written.text):
        assert "青禾家居 <官方> & 茶" in text
        assert "hello@tea.example" in text
        assert "7788" in text
        assert "20261119" not in text
        assert ("没有广告" if chinese else "no advertising") in text
        assert ("2026年12月4日" if chinese else "4 December 2026") in text
    assert written.headers["List-Unsubscribe"] == f"<{occasion.unsubscribe_url}>"
    assert written.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("occasion", BOTH)
def test_no_letter_asks_for_anything_from_elsewhere(occasion: Occasion) -> None:
    html = write(occasion).html
    assert not re.search(r"<(script|img|link|iframe|form)\b", html)
    assert "url(" not in html
    for url in re.findall(r'https?://[^"\s<]+', html):
        assert url.startswith(("https://survey.example/", "http://www.w3.org/"))


@pytest.mark.parametrize("occasion", BOTH)
def test_every_letter_stays_far_below_what_mail_programs_cut(occasion: Occasion) -> None:
    assert len(write(occasion).html.encode()) < LARGEST_HTML / 5


def test_an_english_letter_has_no_chinese_but_the_shops_name_and_no_entity_in_its_text() -> None:
    written = write(BOTH[1])
    assert not re.search(
        r"[一-鿿]", written.text.replace("青禾家居", "").replace("官方", "").replace("茶", "")
    )
    assert "&amp;" not in written.text
    assert "&lt;" not in written.subject
    assert 'lang="en"' in written.html


def test_a_shops_name_stays_text() -> None:
    written = write(replace(PURCHASE, shop_name='<script>alert(1)</script>{{ 7*7 }}<mj-raw>"'))
    assert "<script" not in written.html
    assert "49" not in words(written.html)
    assert "<mj-raw>" not in written.html


def test_a_shops_name_cannot_break_a_header() -> None:
    written = write(replace(PURCHASE, shop_name="茶舍\r\nBcc: all@customers.example"))
    assert "\n" not in written.subject
    assert named_address('a"b\\\r\nBcc: x', "a@b.example") == '"ab Bcc: x" <a@b.example>'
    assert named_address("\n", "a@b.example") == "a@b.example"
    assert one_line("a\u2028b\x00c") == "a b c"


def test_a_letter_that_would_be_cut_off_is_not_sent() -> None:
    with pytest.raises(LetterUnsafe, match="too large"):
        write(replace(PURCHASE, shop_name="茶" * 40_000))


def test_the_first_letter_and_the_reminder_differ() -> None:
    first, second = write(PURCHASE), write(replace(PURCHASE, reminder=True))
    assert second.subject == "提醒：" + first.subject
    assert "只提醒这一次" in second.text
    assert "只提醒这一次" not in first.text


@pytest.mark.parametrize(
    ("customer", "shop", "written_in"),
    [
        ("zh-Hans", "en", "zh-Hans"),
        ("zh-Hant-TW", "en", "zh-Hans"),
        ("en-GB", "zh-Hans", "en"),
        ("fr", "en", "en"),
        ("", "en", "en"),
        ("", "", "zh-Hans"),
    ],
)
def test_a_letter_speaks_the_shoppers_language_else_the_shops(
    customer: str, shop: str, written_in: str
) -> None:
    assert letter_locale(customer, shop) == written_in
