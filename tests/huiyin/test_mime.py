"""Letters in their envelopes: what holds, what never folds, what cannot be smuggled in."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huiyin.mime import LetterMalformed, compose_mime, envelope
from models.choices import MessageKind
from models.queries.outbox import Claimed, Letter
from tests.conftest import NOW

UNSUBSCRIBE = "<https://" + "a-long-name." * 12 + "example/u/" + "x" * 70 + ">"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def claimed(**changes: object) -> Claimed:
    letter: dict[str, object] = {
        "kind": MessageKind.INVITATION,
        "key": "invitation:17",
        "recipient": "wang@customers.example",
        "sender": '"茶舍" <hello@tea.example>',
        "subject": "茶舍：这次购物您满意吗？点一下就好" * 3,
        "text": "您好。\n.\nhttps://survey.example/a/x?s=5\n",
        "html": "<p>您好。</p>",
        "message_id": "<invitation.17.1@" + "tea-house-with-a-long-name." * 4 + "example>",
        "headers": {
            "List-Unsubscribe": UNSUBSCRIBE,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    }
    return Claimed(1, 1, 1, NOW, Letter(**letter | changes))  # type: ignore[arg-type] # each field has its own type


def read(one: Claimed) -> EmailMessage:
    message = message_from_bytes(compose_mime(one).as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_arrives_as_it_was_written() -> None:
    message = read(claimed())
    assert message["From"] == "茶舍 <hello@tea.example>"
    assert message["To"] == "wang@customers.example"
    assert message["Subject"] == "茶舍：这次购物您满意吗？点一下就好" * 3
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == ["您好。", ".", "https://survey.example/a/x?s=5"]
    assert html.get_content().strip() == "<p>您好。</p>"
    assert message.get_content_type() == "multipart/alternative"


def test_the_way_out_and_the_message_id_are_never_folded() -> None:
    lines = compose_mime(claimed()).as_bytes().split(b"\r\n")
    assert b"List-Unsubscribe: " + UNSUBSCRIBE.encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert f"Message-ID: {claimed().letter.message_id}".encode() in lines
    assert compose_mime(claimed()).as_string().count(UNSUBSCRIBE) == 1


def test_every_line_is_short_ascii_and_ends_as_mail_wants_it() -> None:
    raw = compose_mime(claimed()).as_bytes()
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_the_same_letter_composed_again_has_the_same_headers() -> None:
    first, again = compose_mime(claimed()), compose_mime(claimed())
    assert first.items()[:-1] == again.items()[:-1]  # the last names the boundary


def test_a_digest_carries_its_chart_beside_its_html() -> None:
    message = read(claimed(pictures={"journey": PNG}, html='<img src="cid:journey">'))
    types = [part.get_content_type() for part in message.walk()]
    assert types == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png",
    ]  # fmt: skip
    picture = list(message.walk())[-1]
    assert picture["Content-ID"] == "<journey>"
    assert picture["Content-Disposition"].startswith("inline")
    assert picture.get_content() == PNG


def test_a_letter_without_html_is_plain_text() -> None:
    assert read(claimed(html="", headers={})).get_content_type() == "text/plain"


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "x\r\nBcc: all@customers.example"},
        {"subject": "x\nBcc: all@customers.example"},
        {"recipient": "wang@customers.example\r\nBcc: all@customers.example"},
        {"recipient": "wang@customers.example, li@customers.example"},
        {"recipient": ""},
        {"sender": ""},
        {"sender": "茶舍"},
        {"sender": '"茶舍\r\nBcc: x@y.example" <hello@tea.example>'},
        {"sender": "王@tea.example"},
        {"sender": "a@" + "é" * 70 + ".example"},
        {"message_id": "<a@b.example>\r\nX: y"},
        {"headers": {"List-Unsubscribe": "<https://x>\r\nBcc: all@customers.example"}},
        {"headers": {"List-Unsubscribe": "<https://x/" + "x" * 1000 + ">"}},
    ],
)
def test_nothing_is_smuggled_into_a_header(changes: dict[str, object]) -> None:
    with pytest.raises(LetterMalformed):
        compose_mime(claimed(**changes))


def test_a_shops_name_cannot_end_itself() -> None:
    message = read(claimed(sender='"tea" <evil@x.example> "house" <hello@tea.example>'))
    assert len(message["From"].addresses) == 1


def test_a_sender_with_a_chinese_domain_is_written_as_servers_know_it() -> None:
    one = claimed(sender='"茶舍" <hello@茶舍.example>')
    assert read(one)["From"] == "茶舍 <hello@xn--7svw96i.example>" or "xn--" in read(one)["From"]
    assert envelope(one)[0].isascii()
    assert envelope(one)[1] == "wang@customers.example"


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_subject_and_name_give_one_letter_or_a_refusal(subject: str, name: str) -> None:
    quiet = name.replace('"', "").replace("\\", "")
    one = claimed(subject=subject, sender=f'"{quiet}" <hello@tea.example>')
    try:
        message = read(one)
    except LetterMalformed:
        return
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["From"].addresses] == ["hello@tea.example"]
