"""Killed servers, workers and senders: what was promised is there, once."""

import pytest

from tests.faults.running import report

pytestmark = pytest.mark.slow
RIGHT = {"lost": 0, "doubled": 0, "torn": 0, "miscounted": 0}


def test_no_acknowledged_answer_is_lost_or_doubled_by_a_kill(blank_url: str) -> None:
    found = report("kills", blank_url, "--kills", "20")
    assert found["verdict"] == RIGHT
    assert found["kills"] == 20
    assert found["acknowledged"] > 100


def test_the_checker_notices_answers_that_were_acknowledged_too_early(blank_url: str) -> None:
    found = report("kills", blank_url, "--kills", "20", "--early")
    assert found["verdict"]["lost"] > 0


def test_two_workers_that_are_killed_compose_each_digest_exactly_once(blank_url: str) -> None:
    found = report("digests", blank_url, "--periods", "100")
    assert (found["missing"], found["doubled"]) == (0, 0)
    assert found["kills"] >= 5
    assert found["retried"] >= 1


def test_the_checker_notices_work_recorded_apart_from_its_transaction(blank_url: str) -> None:
    found = report("digests", blank_url, "--periods", "100", "--apart")
    assert found["doubled"] > 0


def test_a_killed_sender_loses_no_digest_and_doubles_no_invitation(blank_url: str) -> None:
    found = report("letters", blank_url, "--letters", "200")
    assert (found["digests_lost"], found["invitations_twice"]) == (0, 0)
    assert found["invitations_lost_unlisted"] == 0
    assert found["digests_twice"] <= found["kills"]
    assert found["invitations_lost"] <= found["kills"]
    assert found["kills"] >= 3
