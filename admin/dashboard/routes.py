"""The doors of the dashboard, in the order a manager goes through them."""

from typing import Any

from admin.dashboard.alerts.acts import freeze, move, note_week
from admin.dashboard.alerts.page import alerts
from admin.dashboard.audit.page import audit, begin_audit
from admin.dashboard.cases.one import act, case
from admin.dashboard.cases.page import cases
from admin.dashboard.channels.page import channels
from admin.dashboard.complaints.page import complaints
from admin.dashboard.corrections import correct
from admin.dashboard.drivers.page import drivers
from admin.dashboard.health.page import health
from admin.dashboard.log.page import log
from admin.dashboard.overview import overview
from admin.dashboard.responses.page import response, responses
from admin.dashboard.stages.page import stage
from admin.dashboard.tags.page import name_tag, tags
from admin.dashboard.views.page import change, save, views

# Any: litestar's handlers and controllers
ROUTES: list[Any] = [
    overview, stage, complaints, drivers, channels, responses, response, correct, health,
    alerts, move, freeze, note_week,
    cases, case, act,
    audit, begin_audit, tags, name_tag,
    views, save, change, log,
]  # fmt: skip
