"""A reply as a letter: in the shopper's language, with a way out, and never more than text."""

from dataclasses import replace
from datetime import date

import pytest

from admin.cases.letter import Reply, compose
from huiyin.i18n import LOCALES, translator
from huiyin.templating import environment

REPLY = Reply(
    text="您好，\n\n退款今天已到账。\n抱歉！",
    locale="zh-Hans",
    shop_name="茶舍",
    sender_email="care@tea.example",
    order_ref="A-20261",
    answered_on=date(2026, 11, 20),
    unsubscribe_url="https://survey.example/u/abc",
)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_reply_says_who_writes_about_what_and_how_to_hear_no_more(locale: str) -> None:
    letter = compose(replace(REPLY, locale=locale), environment())
    say = translator(locale)
    assert letter.subject == say("%(shop)s: about what you told us") % {"shop": "茶舍"}
    for words in (letter.text, letter.html):
        for told in ("退款今天已到账。", "抱歉！", "care@tea.example", "https://survey.example/u/abc",
                     say("Order ending in %(tail)s") % {"tail": "0261"}):  # fmt: skip
            assert told in words
        assert "20261" not in words
    assert f'lang="{"zh-CN" if locale == "zh-Hans" else locale}"' in letter.html


def test_lines_and_paragraphs_stay_as_they_were_written() -> None:
    letter = compose(REPLY, environment())
    assert REPLY.text in letter.text
    assert "退款今天已到账。<br" in letter.html


def test_what_people_write_stays_text() -> None:
    nasty = replace(
        REPLY,
        text="<img src=x onerror=alert(1)>\n{{ 7 * 7 }}",
        shop_name="A\r\nBcc: x@y.example <b>",
    )
    letter = compose(nasty, environment())
    assert "<img src=x" not in letter.html
    assert "Bcc: x@y.example <b>" not in letter.html
    assert "{{ 7 * 7 }}" in letter.text
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject


def test_without_an_order_or_a_day_nothing_is_made_up() -> None:
    letter = compose(replace(REPLY, order_ref="", answered_on=None), environment())
    assert letter.text.splitlines()[0] == "茶舍"
