"""The doors of the dashboard, in the order a manager goes through them."""

from typing import Any

from admin.dashboard.corrections import correct
from admin.dashboard.lists import complaints, response, responses
from admin.dashboard.overview import overview

# Any: litestar's handlers and controllers
ROUTES: list[Any] = [overview, complaints, responses, response, correct]
