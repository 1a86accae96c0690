"""The template engine: where templates lie, and the few words and filters they may use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    pass_context,
    select_autoescape,
)

from huiyin.assets import asset_path
from huiyin.i18n import SOURCE, translations

if TYPE_CHECKING:
    from datetime import date, datetime

    from jinja2.runtime import Context

ROOT = Path(__file__).parent.parent
FOLDERS = ("feedback/templates", "admin/templates", "huiyin/templates")
BABEL_LOCALES = {"zh-Hans": "zh_Hans_CN", "en": "en_GB"}


def environment() -> Environment:
    """Return the engine with escaping on in all markup and unknown names an error."""
    engine = Environment(
        loader=FileSystemLoader([ROOT / folder for folder in FOLDERS]),
        # In plain text an entity would be read as it stands; everything else is escaped.
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        enable_async=False,
    )
    engine.globals |= {"_": _gettext, "ngettext": _ngettext, "asset": asset_path}
    engine.globals |= {"csp_nonce": _csp_nonce, "in_language": _in_language}
    engine.filters |= {
        "when": _when,
        "day": _day,
        "number": _number,
        "percent": _percent,
    }
    return engine


def _locale(context: Context) -> str:
    return str(context.get("locale", SOURCE))


@pass_context
def _gettext(context: Context, message: str, **values: object) -> str:
    said = translations(_locale(context)).gettext(message)
    return said % values if values else said


@pass_context
def _ngettext(context: Context, one: str, many: str, n: int, **values: object) -> str:
    return translations(_locale(context)).ngettext(one, many, n) % {"n": n, **values}


@pass_context
def _csp_nonce(context: Context) -> str:
    request = context.get("request")
    return str(request.state.get("csp_nonce", "")) if request is not None else ""


@pass_context
def _in_language(context: Context, tag: str) -> str:
    """Return the address of this page in another language, everything else as it is."""
    request = context.get("request")
    if request is None:
        return f"?lang={tag}"
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    return "?" + urlencode([*kept, ("lang", tag)])


@pass_context
def _when(context: Context, moment: datetime | None, zone: str = "UTC") -> str:
    """Show a moment on the clock of `zone`."""
    if moment is None:
        return "–"
    return format_datetime(
        moment, "yyyy-MM-dd HH:mm", tzinfo=ZoneInfo(zone), locale=BABEL_LOCALES[_locale(context)]
    )


@pass_context
def _day(context: Context, day: date | None) -> str:
    """Show a calendar day in the reader's language."""
    return format_date(day, "long", locale=BABEL_LOCALES[_locale(context)]) if day else "–"


@pass_context
def _number(context: Context, value: float | None, places: int = 0) -> str:
    """Show a number with the reader's separators."""
    if value is None:
        return "–"
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(value, pattern, locale=BABEL_LOCALES[_locale(context)]))


@pass_context
def _percent(context: Context, share: float | None, places: int = 0) -> str:
    """Show a share in [0, 1] as a percentage."""
    if share is None:
        return "–"
    pattern = "0" + ("." + "0" * places if places else "") + "%"
    return str(format_percent(share, pattern, locale=BABEL_LOCALES[_locale(context)]))
