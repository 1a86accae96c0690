"""Links: signed by the newest key, read by every key, bound to one purpose."""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.invitations.addresses import normalised
from feedback.invitations.errors import AddressUnusable, LinkKeyLost, LinkUnreadable
from feedback.invitations.links import ANSWER, UNSUBSCRIBE, LetterStop, LinkSigner, token_hash

OLD, NEW = b"old key, thirty-two bytes long..", b"new key, thirty-two bytes long.."
LINKS = LinkSigner((NEW,), "https://survey.example/")
ROTATED = LinkSigner((NEW, OLD), "https://survey.example")
BEFORE = LinkSigner((OLD,), "https://survey.example")


def test_an_answer_token_is_what_the_contract_says() -> None:
    digest = hmac.new(NEW, b"answer:n0nce", hashlib.sha256).digest()
    assert LINKS.token(ANSWER, "n0nce") == urlsafe_b64encode(digest).decode()[:22]
    assert LINKS.token_hash("abc") == hashlib.sha256(b"abc").digest()


def test_an_email_hash_is_what_the_contract_says() -> None:
    expected = hmac.new(NEW, b"email:wang@shop.example", hashlib.sha256).digest()
    assert LINKS.email_hash(" Wang@Shop.Example ") == expected


def test_a_link_leads_to_the_configured_address_and_only_preselects_a_score() -> None:
    token = LINKS.token(ANSWER, "n")
    assert LINKS.answer_url("n") == f"https://survey.example/a/{token}"
    assert LINKS.answer_url("n", 4) == f"https://survey.example/a/{token}?s=4"


def test_one_purpose_never_serves_another() -> None:
    assert LINKS.token(ANSWER, "n") != LINKS.token(UNSUBSCRIBE, "n")
    with pytest.raises(LinkUnreadable):
        LINKS.read_unsubscribe(LINKS.token(ANSWER, "n"))


def test_a_reminder_repeats_the_link_of_a_letter_signed_before_a_rotation() -> None:
    kept = token_hash(BEFORE.token(ANSWER, "n"))
    assert ROTATED.answer_url("n", kept_hash=kept) == BEFORE.answer_url("n")
    with pytest.raises(LinkKeyLost):
        LINKS.answer_url("n", kept_hash=kept)


def test_an_unsubscribe_link_works_after_a_rotation_but_not_without_its_key() -> None:
    stop = LetterStop(7, BEFORE.email_hash("wang@shop.example"))
    token = BEFORE.unsubscribe_url(stop.shop_id, stop.email_hash).rpartition("/")[2]
    assert ROTATED.read_unsubscribe(token) == stop
    with pytest.raises(LinkUnreadable):
        LINKS.read_unsubscribe(token)


def test_an_address_is_known_under_every_key_newest_first() -> None:
    assert ROTATED.email_hashes("a@b.example") == (
        LINKS.email_hash("a@b.example"),
        BEFORE.email_hash("a@b.example"),
    )


def test_a_rotation_moves_nobody_in_or_out_of_a_sample() -> None:
    assert ROTATED.draw("sample", "1:O1") == BEFORE.draw("sample", "1:O1")


@given(st.text(st.characters(codec="utf-8")))
def test_every_draw_lies_in_the_unit_interval(subject: str) -> None:
    assert 0 <= LINKS.draw("sample", subject) < 1


def test_draws_are_spread_evenly() -> None:
    draws = [LINKS.draw("sample", str(number)) for number in range(4000)]
    for tenth in range(10):
        assert 320 < sum(tenth / 10 <= draw < (tenth + 1) / 10 for draw in draws) < 480


@given(st.text(max_size=120))
def test_whatever_is_typed_after_u_is_read_or_refused_never_a_crash(token: str) -> None:
    with pytest.raises(LinkUnreadable):
        LINKS.read_unsubscribe(token)


@given(st.integers(0, 51), st.integers(0, 7))
def test_no_flipped_bit_makes_another_valid_unsubscribe_link(place: int, bit: int) -> None:
    url = LINKS.unsubscribe_url(3, LINKS.email_hash("a@b.example"))
    raw = bytearray(urlsafe_b64decode(url.rpartition("/")[2] + "=="))
    raw[place] ^= 1 << bit
    with pytest.raises(LinkUnreadable):
        LINKS.read_unsubscribe(urlsafe_b64encode(bytes(raw)).decode().rstrip("="))


def test_a_signer_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one secret key"):
        LinkSigner((), "https://survey.example")
    with pytest.raises(ValueError, match="at least one secret key"):
        LinkSigner((NEW, b""), "https://survey.example")


def test_a_signer_never_shows_its_keys() -> None:
    assert "key" not in repr(LINKS).replace("secret_keys", "")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("wang@shop.example", "wang@shop.example"),
        ("  WANG@Shop.Example\t", "wang@shop.example"),
        ("w.a+tag@mail.shop.example", "w.a+tag@mail.shop.example"),
        ("li@例子.公司", "li@xn--fsqu00a.xn--55qx5d"),
        ("li@bücher.example", "li@xn--bcher-kva.example"),
    ],
)
def test_an_address_has_one_form(written: str, read: str) -> None:
    assert normalised(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "wang",
        "wang@",
        "@shop.example",
        "wang@shop",
        "wang@shop..example",
        "wang@-shop.example",
        "a b@shop.example",
        "wang@shop.example\r\nBcc: all@shop.example",
        "wang\r\n@shop.example",
        "wang@shop.example,li@shop.example",
        '"wang li"@shop.example',
        "王@shop.example",
        "wang@127.0.0.1",
        "wang..li@shop.example",
        "x" * 65 + "@shop.example",
        "wang@" + "a." * 130 + "example",
        "wang@" + "é" * 70 + ".example",
        "wang@shop.example\0",
    ],
)
def test_what_no_letter_can_be_addressed_to_is_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(AddressUnusable, match="An e-mail address"):
        normalised(written)


@given(st.text())
def test_no_address_ever_carries_a_line_break(written: str) -> None:
    try:
        read = normalised(written)
    except AddressUnusable:
        return
    assert read.isascii()
    assert read.isprintable()
    assert normalised(read) == read
