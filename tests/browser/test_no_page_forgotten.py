"""A page that nobody looks at is a page that breaks unseen."""

from pathlib import Path

from litestar import Litestar
from litestar.routes import HTTPRoute

from huiyin.app import create_app
from tests.browser.pages import PLACES
from tests.site import settings_for

NOT_LOOKED_AT = {
    "/healthz": "for machines",
    "/readyz": "for machines",
    "/metrics": "for machines",
    "/static/{name:str}": "the stylesheet and the script",
    "/static/swagger-ui-5.35.0/{name:str}": "the files of the API's viewer",
    "/captured-mail/{letter_id:int}/html": "a letter: test_letters.py, test_digest_letter.py",
}


def shown_by(app: Litestar) -> set[str]:
    """Return the routes that answer a browser's GET, but for the API's description."""
    return {
        route.path
        for route in app.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods
        if not route.path.startswith(("/schema", "/api/"))
    }


def test_every_page_of_the_application_is_looked_at(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path))
    looked_at = {place.route for place in PLACES} - {""}
    assert shown_by(app) - looked_at - set(NOT_LOOKED_AT) == set()
    assert looked_at - shown_by(app) == set()
