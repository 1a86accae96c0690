"""Whatever is posted: answered with a sentence, nothing lost, nothing run, nothing cut."""

import re
from html import unescape
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.answers.fields import MOST_FIELDS, Fields, read_fields
from feedback.answers.form import LONGEST_TEXT, Reason, check
from feedback.survey.items import ITEMS
from feedback.survey.prompts import Prompt
from models import database as door
from models.queries.answers import GivenAnswer, stored_answer
from tests.conftest import NOW
from tests.feedback.answers.conftest import Link

asynchronous = pytest.mark.anyio
ASKED = ("OV1", "SH0", "OV2", "CT4")


def checked(body: bytes, items: tuple[str, ...] = ASKED) -> GivenAnswer | list[tuple[str, str]]:
    """Return the answer a body gives, or its faults."""
    found = check(read_fields(body), items, Prompt.IMPROVE, "en", NOW)
    if isinstance(found, GivenAnswer):
        return found
    return [(fault.field, fault.reason.value) for fault in found]


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"", [("OV1", Reason.EMPTY)]),
        (b"text=%20%0d%0a%e3%80%80", [("OV1", Reason.EMPTY)]),
        (b"unknown=5&SH9=3", [("OV1", Reason.EMPTY)]),
        (b"OV1=6", [("OV1", Reason.UNKNOWN_CHOICE)]),
        (b"OV1=0", [("OV1", Reason.UNKNOWN_CHOICE)]),
        (b"OV1=-1", [("OV1", Reason.UNKNOWN_CHOICE)]),
        (b"OV1=4.0", [("OV1", Reason.UNKNOWN_CHOICE)]),
        (b"OV1=%EF%BC%94", [("OV1", Reason.UNKNOWN_CHOICE)]),
        (b"OV1=na", [("OV1", Reason.UNKNOWN_CHOICE)]),
        (b"OV2=11", [("OV2", Reason.UNKNOWN_CHOICE)]),
        (b"CT4=1", [("CT4", Reason.UNKNOWN_CHOICE)]),
        (b"OV1=4&OV1=4", [("OV1", Reason.REPEATED)]),
        (b"text=a&text=b", [("text", Reason.REPEATED)]),
        (b"text=%00", [("text", Reason.NUL)]),
        (b"text=%ED%A0%80", [("text", Reason.NOT_UNICODE)]),
        (b"text=%FF", [("text", Reason.NOT_UNICODE)]),
        (b"text=" + b"a" * 5001, [("text", Reason.TOO_LONG)]),
        (b"OV1=9&text=%00", [("OV1", Reason.UNKNOWN_CHOICE), ("text", Reason.NUL)]),
    ],
)
def test_what_cannot_be_stored_is_named(body: bytes, faults: list[tuple[str, Reason]]) -> None:
    assert checked(body) == [(field, reason.value) for field, reason in faults]


@pytest.mark.parametrize(
    "text",
    [
        "字" * LONGEST_TEXT,
        "👍🏽👨‍👩‍👧 🇨🇳",
        "\u202eevil\u202c مرحبا עברית",
        "客\u200b服\ufeff",
        "<script>alert(1)</script>",
        "a\rb\u2028c\u0085d",
        "\U0010fffe\ufffe",
        "'; DROP TABLE answer; --",
    ],
)
def test_odd_text_is_kept_as_it_is(text: str) -> None:
    found = checked(urlencode({"text": text}).encode())
    assert isinstance(found, GivenAnswer)
    assert found.text == text


@given(st.binary(max_size=600))
def test_no_body_whatever_breaks_the_form(body: bytes) -> None:
    found = checked(body)
    assert isinstance(found, GivenAnswer) or found


@given(
    st.dictionaries(
        st.sampled_from([*ITEMS, "text", "started", "homepage", "lang"]),
        st.text(max_size=30) | st.sampled_from(["1", "5", "na", "chat"]),
    )
)
def test_every_question_asked_has_exactly_one_reply(fields: dict[str, str]) -> None:
    sent = Fields({name: (value,) for name, value in fields.items()})
    found = check(sent, ASKED, Prompt.IMPROVE, "en", NOW)
    if isinstance(found, GivenAnswer):
        assert tuple(one.item for one in found.ratings) == ASKED


@given(st.text(max_size=200), st.text(max_size=30))
def test_a_posted_field_reads_as_it_was_written(value: str, name: str) -> None:
    body = urlencode({name: value}, errors="surrogatepass").encode()
    fields = read_fields(body)
    if value.isascii() and name.isascii():
        assert fields.one(name) == value


def test_a_flood_of_fields_is_cut_short_without_harm() -> None:
    body = b"&".join(b"f%d=1" % number for number in range(10_000))
    assert len(read_fields(body).values) == MOST_FIELDS


@asynchronous
@pytest.mark.parametrize("lang", ["zh-Hans", "en"])
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"OV1": "9", "SH0": "4", "text": "保留<我>"}, "保留<我>"),
        ({"OV1": "3", "text": "长" * 5001}, "长" * 5001),
        ({"OV1": "3", "text": "a\0b"}, None),
        ({}, ""),
    ],
)
async def test_a_refused_form_comes_back_whole_with_a_sentence(
    browser: httpx.AsyncClient, link: Link, lang: str, sent: dict[str, str], kept: str | None
) -> None:
    reply = await browser.post(link.path, data=sent | {"lang": lang})
    assert reply.status_code == 422
    assert 'role="alert"' in reply.text
    shown = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", reply.text, re.DOTALL)
    assert shown
    if kept is not None:
        assert unescape(shown[1]) == kept
    for code in set(sent) & {"SH0"}:
        assert f'name="{code}" value="{sent[code]}" checked' in reply.text
    assert await stored_answer(link.shop_id, link.invitation_id) is None


@asynchronous
async def test_html_is_inert_wherever_it_comes_back(browser: httpx.AsyncClient, link: Link) -> None:
    poison = '"><script>alert(1)</script></textarea><img src=x onerror=alert(1)>'
    for sent in (
        {"text": poison},
        {"text": poison, "OV1": poison},
        {"text": poison, "lang": poison},
    ):
        reply = await browser.post(link.path, data=sent)
        page = (await browser.get(link.path)).text + reply.text
        assert "<script>alert" not in page
        assert "<img" not in page


@asynchronous
async def test_a_body_beyond_the_limit_is_refused(browser: httpx.AsyncClient, link: Link) -> None:
    reply = await browser.post(link.path, content=b"text=" + b"a" * 300_000)
    assert reply.status_code == 413
    assert await stored_answer(link.shop_id, link.invitation_id) is None


@asynchronous
async def test_another_kind_of_body_is_an_empty_form(
    browser: httpx.AsyncClient, link: Link
) -> None:
    reply = await browser.post(link.path, json={"OV1": 5})
    assert reply.status_code == 422


@asynchronous
async def test_text_survives_the_round_trip_to_the_byte(
    browser: httpx.AsyncClient, link: Link
) -> None:
    text = "一\u200b二\u202e三👍🏽\ufeff\t\n四"
    await browser.post(link.path, content=("text=" + quote(text)).encode())
    stored = await stored_answer(link.shop_id, link.invitation_id)
    assert stored is not None
    assert stored.text == text


@asynchronous
async def test_when_the_database_is_gone_every_word_comes_back(
    browser: httpx.AsyncClient, link: Link, database: str
) -> None:
    await door.stop()
    sent = {"OV1": "2", "SH0": "na", "text": "很久<才>写完", "lang": "zh-Hans"}
    reply = await browser.post(link.path, data=sent)
    await door.start(database)
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "5")
    assert "很久&lt;才&gt;写完" in reply.text
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', reply.text))
    assert hidden == {"OV1": "2", "SH0": "na", "lang": "zh-Hans"}
    again = await browser.post(link.path, data=hidden | {"text": sent["text"]})
    assert again.status_code == 303
