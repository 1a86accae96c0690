"""What handlers may ask for by name, and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from litestar import Request
from litestar.di import NamedDependency, Provide

from admin.access.door import shop_behind_the_door, viewer_at_the_door
from admin.api.door import caller_at_the_door
from admin.cases.replying import ReplyDesk
from admin.settings import book as rules
from feedback.invitations.links import LinkSigner
from feedback.invitations.reasons import SENTENCES, Reason
from feedback.invitations.rulebook import Rulebook
from feedback.survey.items import ITEMS
from huiyin import replying
from huiyin.http_errors import language
from huiyin.i18n import asked_for, translator
from huiyin.settings import Settings
from huiyin.words import segment_in

AnyRequest = Request[Any, Any, Any]  # Any: litestar's user, auth and state

REASONS = frozenset(Reason)


def clock(request: AnyRequest) -> Callable[[], datetime]:
    """Return the one clock."""
    return request.app.state.clock  # type: ignore[no-any-return]  # State is untyped


def settings(request: AnyRequest) -> Settings:
    """Return the installation's settings."""
    return request.app.state.settings  # type: ignore[no-any-return]  # State is untyped


def asked_locale(request: AnyRequest) -> str | None:
    """Return the language chosen by link or earlier, if any."""
    return asked_for(request.query_params.get("lang"), request.cookies.get("huiyin_lang"))


def translate(locale: NamedDependency[str]) -> Callable[[str], str]:
    """Return the function that puts one English sentence into the reader's language."""
    return translator(locale)


def links(request: AnyRequest) -> LinkSigner:
    """Return the signer of shoppers' links."""
    return request.app.state.links  # type: ignore[no-any-return]  # State is untyped


def reader(request: AnyRequest) -> Callable[[], Any]:  # Any: nlp.Reader, loaded only when called
    """Return the function that loads the reader once and gives it."""
    return request.app.state.reader  # type: ignore[no-any-return]  # State is untyped


def segment(settings: NamedDependency[Settings]) -> Callable[[str], list[str]]:
    """Return the function that cuts a normalised comment into words."""
    return segment_in(settings.var_dir)


def https(settings: NamedDependency[Settings]) -> bool:
    """Say whether people reach this installation over https."""
    return settings.base_url.startswith("https://")


def client_address(request: AnyRequest, settings: NamedDependency[Settings]) -> str:
    """Return where a request comes from; X-Forwarded-For is believed of one proxy only."""
    peer = request.client.host if request.client else ""
    if peer and peer == settings.trusted_proxy:
        forwarded = request.headers.get("x-forwarded-for", "").split(",")
        return forwarded[-1].strip() or peer
    return peer


def reply_desk(request: AnyRequest, settings: NamedDependency[Settings]) -> ReplyDesk:
    """Return what a reply to a shopper is written with."""
    templates = request.app.template_engine.engine  # type: ignore[union-attr]  # our app has one
    return replying.reply_desk(request.app.state.links, templates, settings.mail_from)


def item_words() -> Callable[[str, str], str]:
    """Return the function that words a question by its code in a language."""
    return lambda code, tag: ITEMS[code].words.read_in(tag) if code in ITEMS else code


def item_codes() -> Sequence[str]:
    """Return the codes of every question, in the order of the bank."""
    return tuple(ITEMS)


def reply_words() -> Callable[[str, str, str], str]:
    """Return the function that words a reply by its question's code and its own in a language."""

    def worded(item: str, code: str, tag: str) -> str:
        option = ITEMS[item].scale.find(code) if item in ITEMS else None
        return option.words.read_in(tag) if option else code

    return worded


def reason_words() -> Callable[[str, str], str]:
    """Return the function that says in a language why an order or contact is not asked about."""
    return lambda code, tag: translator(tag)(SENTENCES[Reason(code)]) if code in REASONS else code


def rulebook(links: NamedDependency[LinkSigner]) -> rules.Rulebook:
    """Return the rules of asking, as the settings page of a shop needs them."""
    return Rulebook(links)


def provided() -> dict[str, Provide]:
    """Return every name a handler may ask for."""
    plain: dict[str, Callable[..., Any]] = {  # Any: what each of them provides
        "clock": clock,
        "settings": settings,
        "locale": language,
        "asked_locale": asked_locale,
        "translate": translate,
        "links": links,
        "reader": reader,
        "segment": segment,
        "reply_desk": reply_desk,
        "https": https,
        "client_address": client_address,
        "item_words": item_words,
        "item_codes": item_codes,
        "reply_words": reply_words,
        "reason_words": reason_words,
        "rulebook": rulebook,
    }
    return {
        **{name: Provide(source, sync_to_thread=False) for name, source in plain.items()},
        "viewer": Provide(viewer_at_the_door),
        "shop": Provide(shop_behind_the_door),
        "caller": Provide(caller_at_the_door),
    }
