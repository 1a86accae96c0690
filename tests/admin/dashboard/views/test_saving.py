"""What may be kept as a view: an address of one's own shop, under a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.dashboard.views.saving import LONG_NAME, NO_NAME, NOT_OURS, own_address, wanted


@pytest.mark.parametrize(
    "address",
    [
        "/shops/tea",
        "/shops/tea?period=7d&carrier=%E9%A1%BA%E4%B8%B0",
        "/shops/tea/stages/ship?compare=off",
        "/shops/tea/responses/7",
        "/shops/tea/complaints?tag=slow_shipping&q=%E6%85%A2",
    ],
)
def test_a_page_of_ones_own_shop_is_kept_as_it_is(address: str) -> None:
    assert own_address("tea", address) == address


@pytest.mark.parametrize(
    "address",
    [
        "", "https://elsewhere.example/shops/tea", "//elsewhere.example/shops/tea", "shops/tea",
        "/\\elsewhere.example", "/shops/other", "/shops/teahouse", "/shops/tea/../other",
        "/shops/tea//elsewhere.example", "/shops/tea/%2e%2e/other", "/shops/tea/\\x", "/sign-out",
        "javascript:alert(1)", "/shops/tea?x=%00", "/shops/tea?q=" + "a" * 1000, "/shops/tea/views",
        "/shops/tea/" + "a/" * 9, "/shops/tea?" + "&".join(["a=1"] * 60), "http://[/shops/tea",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(address: str) -> None:
    assert own_address("tea", address) == ""
    assert wanted("tea", {"name": "周一", "address": address}).fault == NOT_OURS


@given(st.text(max_size=40))
def test_no_text_leads_out_of_the_shop(text: str) -> None:
    for address in (text, f"/shops/tea{text}", f"/shops/tea?{text}"):
        kept = own_address("tea", address)
        assert kept == "" or kept.startswith(("/shops/tea/", "/shops/tea?")) or kept == "/shops/tea"
        assert "//" not in kept.partition("?")[0]
        assert not set(kept) & set("\\\r\n\t")


def test_what_is_said_once_is_not_kept() -> None:
    asked = (
        "/shops/tea?period=7d&lang=en&format=csv&chart=x&as=svg&changed=1.a.b&after=2026-11-01.3"
    )
    assert own_address("tea", asked) == "/shops/tea?period=7d"


@pytest.mark.parametrize(
    ("name", "kept", "fault"),
    [
        ("周一 · 发货", "周一 · 发货", ""),
        ("  two\n words\u200b ", "two words", ""),
        (" \u3000\t", "", NO_NAME),
        ("\0", "", NO_NAME),
        ("长" * 40, "长" * 40, ""),
        ("长" * 41, "长" * 40, LONG_NAME),
        ("<b>&", "<b>&", ""),
    ],
)
def test_a_name_is_one_line_that_fits(name: str, kept: str, fault: str) -> None:
    asked = wanted("tea", {"name": name, "address": "/shops/tea", "shared": "yes"})
    assert (asked.name, asked.fault, asked.shared) == (kept, fault, True)
