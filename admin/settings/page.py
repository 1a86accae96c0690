"""`/shops/{code}/settings`: the rules of asking, what changing them would do, and every change."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar import get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import URLEncodedBody
from litestar.response import Redirect, Template

from admin.access.door import ShopSeen, Viewer, own_form
from admin.access.roles import Act
from admin.dashboard import page
from admin.dashboard.page import AnyRequest, Clock, Context
from admin.dashboard.words import N_, Translate
from admin.settings import deciding, form, shown, words
from admin.settings.book import Choices, Fault, Rulebook
from admin.settings.form import Typed
from models.queries import quality, rules, shops
from models.queries.rules import Decision
from models.queries.shops import Shop

Form = URLEncodedBody[dict[str, str]]
# Why an order or contact is not asked about: a code and a language give the sentence.
ReasonWords = Callable[[str, str], str]
HISTORY: Final = 20
UNUSABLE, OVERTAKEN = 422, 409
NOTHING: Final = N_("Nothing is different from the rules in force.")


@dataclass(frozen=True, slots=True)
class Room:
    """What every handler here needs: the shop and its rules, who looks, and the frame around."""

    shop: Shop
    seen: ShopSeen
    book: Rulebook
    frame: Context
    say: Translate
    newest: int

    @property
    def home(self) -> str:
        """The address of the page."""
        return f"/shops/{self.shop.code}/settings"

    def choices(self, typed: Typed) -> Choices:
        """Return all rules as typed; one that was not stays as it is."""
        return form.choices_of(tuple(self.book.rules), typed, self.shop.choices)

    def is_overtaken(self, typed: Typed) -> bool:
        """Say whether others have changed the rules since the form was made."""
        return typed.get("seen", str(self.newest)) != str(self.newest)


async def entered(
    request: AnyRequest,
    shop: NamedDependency[ShopSeen],
    viewer: NamedDependency[Viewer],
    clock: NamedDependency[Clock],
    locale: NamedDependency[str],
    translate: NamedDependency[Translate],
    rulebook: NamedDependency[Rulebook],
) -> Room:
    """Return the room, for who may see it."""
    shop.require(Act.SEE_SETTINGS)
    seen = await page.seen(request, shop, clock, request.query_params.keys())
    frame = await page.context(
        seen, shop, viewer, locale, translate, f"/shops/{shop.code}/settings"
    )
    row = await shops.by_id(shop.id)
    if row is None:
        raise NotFoundException
    return Room(row, shop, rulebook, frame, translate, await rules.newest(shop.id))


ROOM: Final = {"room": Provide(entered)}


@get("/shops/{code:str}/settings", dependencies=ROOM)
async def settings(request: AnyRequest, room: NamedDependency[Room]) -> Template:
    """Show every rule that decides whom is asked, and every change there was."""
    asked = dict(request.query_params.items())
    typed = form.own_fields(tuple(room.book.rules), asked)
    return await _form(room, typed, kept=asked.get("kept", ""))


@get("/shops/{code:str}/settings/preview", dependencies=ROOM)
async def preview(
    request: AnyRequest,
    room: NamedDependency[Room],
    clock: NamedDependency[Clock],
    reason_words: NamedDependency[ReasonWords],
    locale: NamedDependency[str],
) -> Template:
    """Show what rules that are not kept yet would change, and whom they would have asked."""
    room.seen.require(Act.CHANGE_SETTINGS)
    typed = dict(request.query_params.items())
    refused = await _refused(room, typed)
    if refused is not None:
        return refused
    wish = room.choices(typed)
    found = deciding.differences(room.book, room.shop.choices, wish)
    if not found:
        return await _form(room, typed, note=NOTHING)
    told = {
        "steps": shown.steps(found, room.say),
        "rehearsal": await room.book.rehearse(room.shop, room.shop.choices, wish, clock()),
        "fields": form.own_fields(tuple(room.book.rules), typed),
        "reason": lambda code: reason_words(code, locale),
    }
    return Template("admin/settings_preview.html", context=_context(room) | told)


@post("/shops/{code:str}/settings", guards=[own_form], dependencies=ROOM)
async def keep(
    data: Form, room: NamedDependency[Room], clock: NamedDependency[Clock]
) -> Template | Redirect:
    """Put new rules into force, unless they cannot be used or others were quicker."""
    room.seen.require(Act.CHANGE_SETTINGS)
    refused = await _refused(room, data)
    if refused is not None:
        return refused
    wish = Decision(
        room.newest, room.shop.choices, room.choices(data), room.seen.viewer_id,
        note=data.get("note", "").strip(),
    )  # fmt: skip
    return await _decided(room, wish, data, clock)


@post("/shops/{code:str}/settings/restore", guards=[own_form], dependencies=ROOM)
async def restore(
    data: Form, room: NamedDependency[Room], clock: NamedDependency[Clock]
) -> Template | Redirect:
    """Put the rules into force again that held before one of the changes."""
    room.seen.require(Act.CHANGE_SETTINGS)
    number = form.tidy(data.get("change", ""))
    change = await rules.change(room.shop.id, int(number)) if _is_number(number) else None
    if change is None:
        raise NotFoundException
    if room.is_overtaken(data):
        return await _form(room, overtaken=data["seen"], status=OVERTAKEN)
    faults = room.book.faults(change.before)
    if faults:
        return await _form(room, _typed(room, change.before), faults=faults, status=UNUSABLE)
    wish = deciding.taking_back(room.shop, change, room.newest, room.seen.viewer_id)
    return await _decided(room, wish, {}, clock)


ROUTES: list[Any] = [settings, preview, keep, restore]  # Any: litestar's handlers


async def _decided(room: Room, wish: Decision, typed: Typed, clock: Clock) -> Template | Redirect:
    if not deciding.differences(room.book, wish.before, wish.after):
        return await _form(room, typed, note=NOTHING)
    number = await deciding.decide(room.shop, room.book, wish, clock())
    if number is None:
        return await _form(room, typed, overtaken=str(wish.seen), status=OVERTAKEN)
    return Redirect(f"{room.home}?kept={number}#kept", status_code=303)


async def _refused(room: Room, typed: Typed) -> Template | None:
    """Return the form again where its rules cannot be used or were changed by others meanwhile."""
    faults = room.book.faults(room.choices(typed))
    if faults:
        return await _form(room, typed, faults=faults, status=UNUSABLE)
    if room.is_overtaken(typed):
        return await _form(room, typed, overtaken=typed["seen"], status=OVERTAKEN)
    return None


async def _form(
    room: Room,
    typed: Typed | None = None,
    *,
    faults: Sequence[Fault] = (),
    note: str = "",
    kept: str = "",
    overtaken: str = "",
    status: int = 200,
) -> Template:
    """Return the page, its fields filled with what was typed, else with what holds."""
    changes = shown.told(room.book, await rules.changes(room.shop.id, HISTORY), room.say)
    stored = room.book.faults(room.shop.policy)
    newer = int(overtaken) if _is_number(overtaken) else room.newest
    told = {
        "headings": shown.headings(
            room.book, room.shop.choices, typed or {}, faults or (() if typed else stored), room.say
        ),
        "faulty": len(faults), "stored_faults": stored, "note": note, "typed": typed or {},
        "changes": changes, "kept": next((c for c in changes if str(c.number) == kept), None),
        "overtaken": [change for change in changes if change.number > newer] if overtaken else [],
        "offered": shown.offered(await quality.choices(room.shop.id), room.say),
    }  # fmt: skip
    return Template("admin/settings.html", context=_context(room) | told, status_code=status)


def _context(room: Room) -> Context:
    return room.frame | {
        "home": room.home, "seen": room.newest, "units": words.UNITS,
        "sender": room.shop.sender_email, "may_change": room.seen.may(Act.CHANGE_SETTINGS),
        "longest_note": deciding.LONGEST_NOTE,
    }  # fmt: skip


def _typed(room: Room, choices: Choices) -> dict[str, str]:
    """Return choices as they would be typed."""
    fields: dict[str, str] = {}
    for rule in room.book.rules:
        fields |= form.typed_of(rule, choices.get(rule.name, room.book.default(rule.name)))
    return fields


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9  # noqa: PLR2004 - fits 32 bits
