"""Which answers need a person: a table of cases, and that what is kept reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.cases import rules
from admin.cases.rules import GRAVE, Reason, read, reasons, stages
from admin.dashboard.words import CORE
from nlp.taxonomy import TAGS


@pytest.mark.parametrize(
    ("low", "tags", "kept"),
    [
        ({"OV1": 2}, [], "OV1:2"),
        ({"OV1": 3, "SH0": 1}, [], "SH0:1"),
        ({"OV1": 3, "SH0": 3}, ["slow_shipping"], ""),
        ({"OV1": 5}, ["rude_staff"], "tag:rude_staff"),
        ({"SH1": 1, "OV2": 0, "CT6": 1}, [], ""),  # details and other scales open nothing
        ({"CT9": 2, "OV1": 1}, ["unresolved", "slow_refund"],
         "OV1:1 CT9:2 tag:slow_refund tag:unresolved"),
        ({}, [], ""),
    ],
)  # fmt: skip
def test_low_scores_and_grave_complaints_need_a_person(
    low: dict[str, int], tags: list[str], kept: str
) -> None:
    assert " ".join(one.code for one in reasons(low, tags)) == kept


@given(
    st.dictionaries(st.sampled_from(["OV1", "SH0", "SH1", "CT9", "CT6"]), st.integers(0, 7)),
    st.lists(st.sampled_from(list(TAGS))),
)
def test_what_is_kept_of_reasons_reads_back(low: dict[str, int], tags: list[str]) -> None:
    why = reasons(low, tags)
    assert read(" ".join(one.code for one in why)) == why
    assert all(one.is_tag or one.score <= rules.LOWEST for one in why)


def test_every_grave_complaint_is_one_that_the_reader_knows() -> None:
    assert set(GRAVE) <= set(TAGS)


def test_the_stages_core_questions_are_those_of_the_dashboard() -> None:
    assert {stage: item for item, stage in rules.STAGE_OF.items()} == dict(CORE)


def test_stages_come_in_the_order_of_the_journey() -> None:
    why = (Reason("OV1", 1), Reason("CT9", 1), Reason("lost_parcel"), Reason("nobody_knows"))
    named = stages(why, lambda code: TAGS[code].stage if code in TAGS else "")
    assert named == ("ship", "contact")
