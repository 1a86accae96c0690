"""Every page that somebody can see: its name, its address, and who looks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tests.browser.town import Town

Visitor = Literal["shopper", "owner", "new_here"]

LANGUAGES = ("zh-Hans", "en")


@dataclass(frozen=True, slots=True)
class Place:
    """One page; `path` names fields of a Town in braces, `route` is what the app calls it."""

    name: str
    path: str
    route: str
    visitor: Visitor = "owner"
    status: int = 200

    def address(self, town: Town, language: str) -> str:
        """Return the whole address, with the language asked for."""
        path = re.sub(r"\{(\w+)\}", lambda found: str(getattr(town, found[1])), self.path)
        return f"{town.base_url}{path}{'&' if '?' in path else '?'}lang={language}"


PLACES = (
    Place("answer page", "{open_survey}", "/a/{token:str}", "shopper"),
    Place("answer page, tapped", "{open_survey}?s=2", "/a/{token:str}", "shopper"),
    Place("answered before", "{answered_survey}", "/a/{token:str}", "shopper"),
    Place("closed survey", "{closed_survey}", "/a/{token:str}", "shopper", 404),
    Place("unknown survey", "/a/aaaaaaaaaaaaaaaaaaaaaa", "/a/{token:str}", "shopper", 404),
    Place("thanks", "{answered_survey}/thanks", "/a/{token:str}/thanks", "shopper"),
    Place("unsubscribe", "{unsubscribe}", "/u/{token:str}", "shopper"),
    Place("sign in", "/sign-in", "/sign-in", "shopper"),
    Place("one-time link", "{sign_in_link}", "/sign-in/{token:str}", "shopper"),
    Place("used-up link", "/sign-in/nobody", "/sign-in/{token:str}", "shopper", 410),
    Place("nothing here", "/nothing/here", "", "shopper", 404),
    Place("account", "/account", "/account"),
    Place("choice of shops", "/", "/"),
    Place("no shop yet", "/", "/", "new_here"),
    Place("a stranger's shop", "/shops/tea", "/shops/{code:str}", "new_here", 404),
    Place("overview", "/shops/tea", "/shops/{code:str}"),
    Place("overview, filtered to nothing", "/shops/tea?region=nowhere", "/shops/{code:str}"),
    Place("overview, nothing yet", "/shops/other", "/shops/{code:str}"),
    Place("overview, a cut link", "/shops/tea?period=tomorrow", "/shops/{code:str}"),
    Place("overview, weighted", "/shops/tea?weights=orders", "/shops/{code:str}"),
    Place("stage", "/shops/tea/stages/ship", "/shops/{code:str}/stages/{stage:str}"),
    Place("contact stage", "/shops/tea/stages/contact", "/shops/{code:str}/stages/{stage:str}"),
    Place("stage, nothing yet", "/shops/other/stages/pay", "/shops/{code:str}/stages/{stage:str}"),
    Place("channels", "/shops/tea/channels", "/shops/{code:str}/channels"),
    Place(
        "channels, one of them", "/shops/tea/channels?contact=chat", "/shops/{code:str}/channels"
    ),
    Place("channels, nothing yet", "/shops/other/channels", "/shops/{code:str}/channels"),
    Place("drivers", "/shops/tea/drivers", "/shops/{code:str}/drivers"),
    Place("drivers, nothing yet", "/shops/other/drivers", "/shops/{code:str}/drivers"),
    Place("alerts", "/shops/tea/alerts", "/shops/{code:str}/alerts"),
    Place(
        "alerts, a complaint",
        "/shops/tea/alerts?measure=tag%3Aslow_shipping",
        "/shops/{code:str}/alerts",
    ),
    Place("alerts, nothing yet", "/shops/other/alerts", "/shops/{code:str}/alerts"),
    Place("cases", "/shops/tea/cases", "/shops/{code:str}/cases"),
    Place("cases, closed", "/shops/tea/cases?state=closed", "/shops/{code:str}/cases"),
    Place("cases, none such", "/shops/tea/cases?owner=999", "/shops/{code:str}/cases"),
    Place("cases, nothing yet", "/shops/other/cases", "/shops/{code:str}/cases"),
    Place("a case, overdue", "{overdue_case}", "/shops/{code:str}/cases/{case_id:int}"),
    Place("a case, replied", "{replied_case}", "/shops/{code:str}/cases/{case_id:int}"),
    Place("a case, closed", "{closed_case}", "/shops/{code:str}/cases/{case_id:int}"),
    Place("health", "/shops/tea/health", "/shops/{code:str}/health"),
    Place("health, nothing yet", "/shops/other/health", "/shops/{code:str}/health"),
    Place("complaints", "/shops/tea/complaints", "/shops/{code:str}/complaints"),
    Place(
        "one complaint", "/shops/tea/complaints?tag=slow_shipping", "/shops/{code:str}/complaints"
    ),
    Place(
        "two complaints together",
        "/shops/tea/complaints?tag=slow_shipping&also=rude_staff",
        "/shops/{code:str}/complaints",
    ),
    Place("complaints, nothing yet", "/shops/other/complaints", "/shops/{code:str}/complaints"),
    Place("no such words", "/shops/tea/complaints?q=%E9%AD%94", "/shops/{code:str}/complaints"),
    Place("saved views", "/shops/tea/views", "/shops/{code:str}/views"),
    Place("no saved view yet", "/shops/other/views", "/shops/{code:str}/views"),
    Place("answers", "/shops/tea/responses", "/shops/{code:str}/responses"),
    Place(
        "answers, narrowed and ordered",
        "/shops/tea/responses?tag=slow_shipping&low=ship&order=lowest",
        "/shops/{code:str}/responses",
    ),
    Place("answers, nothing yet", "/shops/other/responses", "/shops/{code:str}/responses"),
    Place("one answer", "{response}", "/shops/{code:str}/responses/{answer_id:int}"),
    Place(
        "an answer without words",
        "{silent_response}",
        "/shops/{code:str}/responses/{answer_id:int}",
    ),
    Place("log", "/shops/tea/log", "/shops/{code:str}/log"),
    Place("log, nothing yet", "/shops/other/log", "/shops/{code:str}/log"),
    Place("survey policy", "/shops/tea/settings", "/shops/{code:str}/settings"),
    Place(
        "survey policy, wrong input",
        "/shops/tea/settings/preview?rest=soon&hold_out=90&sampling_rates.0.group=colour%3Dred",
        "/shops/{code:str}/settings/preview",
        status=422,
    ),
    Place(
        "survey policy, what would change",
        "/shops/tea/settings/preview?rest=45&sampling_rate=60&quiet_from=20%3A30&hold_out=10",
        "/shops/{code:str}/settings/preview",
    ),
    Place("keys to the API", "/shops/tea/keys", "/shops/{code:str}/keys"),
    Place("audit", "/shops/tea/audit", "/shops/{code:str}/audit"),
    Place("audit, nothing to judge", "/shops/other/audit", "/shops/{code:str}/audit"),
    Place("tags", "/shops/tea/tags", "/shops/{code:str}/tags"),
    Place("captured letters", "/captured-mail", "/captured-mail"),
    Place("captured letter", "{letter}", "/captured-mail/{letter_id:int}"),
    Place("captured digest", "{digest}", "/captured-mail/{letter_id:int}"),
    Place("captured reply", "{reply}", "/captured-mail/{letter_id:int}"),
)


def every_look() -> Iterator[tuple[Place, str]]:
    """Return each page in each language."""
    return ((place, language) for place in PLACES for language in LANGUAGES)
