"""A comment judged whole: its tags stand, nothing else does, and all of it can be taken back."""

from datetime import date, timedelta

import pytest

from models import database as door
from models.choices import ReadingState, Verdict
from models.queries import corrections, rollup, tags
from models.queries.comments import ReadComment, ReadTag, storing_readings
from models.queries.corrections import CorrectionState
from models.tables.answers import Comment, Tag
from tests.admin.dashboard.rows import Found, answered
from tests.conftest import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
TEA, OTHER = 1, 2
DAY = date(2026, 11, 20)
STAFF, COLLEAGUE = 5, 6
LATER = NOW + timedelta(minutes=1)
WORDS = "发货太慢，客服也没人理"


async def commented(*found: Found, words: str = WORDS, shop_id: int = TEA) -> int:
    """Write a comment with what the reader found; return its id."""
    await answered(shop_id, DAY, comment=words, tags=found)
    await rollup.rebuild(shop_id)
    last = await Comment.objects().order_by(Comment.id, ascending=False).first()
    assert last is not None
    return int(last.id)


async def read_again(comment_id: int, *codes: str, redacted: str = WORDS) -> None:
    """Let another version of the reader find these tags instead."""
    found = tuple(ReadTag(code, 0.8, 0, 4) for code in codes)
    reading = ReadComment(
        TEA, comment_id, ReadingState.READ, redacted, "negative", 0.9, "newer", found
    )
    assert await door.write(storing_readings([reading], LATER)) == 1


async def standing(comment_id: int) -> set[str]:
    """Return the tags that count, after proving that the counts say the same."""
    stored = await rollup.stored_counts(TEA)
    assert stored.differences(await rollup.recounted(TEA)) == 0
    return {tag.code for tag in await tags.of_comment(TEA, comment_id) if tag.counts}


async def test_judging_the_whole_vouches_for_every_tag_and_adds_none() -> None:
    comment = await commented(Found("slow_shipping"), Found("rude_staff"))
    await tags.set_verdict(TEA, comment, "rude_staff", Verdict.ABSENT, STAFF, NOW)
    assert await tags.judge_whole(TEA, comment, STAFF, LATER)
    assert await standing(comment) == {"slow_shipping"}
    (one,) = await corrections.corrected(TEA)
    assert one.complete
    assert one.present == {"slow_shipping"}
    assert one.absent == {"rude_staff"}


async def test_a_comment_without_tags_can_be_judged_to_complain_of_nothing() -> None:
    comment = await commented(words="很好")
    assert await tags.judge_whole(TEA, comment, STAFF, NOW)
    (one,) = await corrections.corrected(TEA)
    assert one.complete
    assert one.read == one.present == one.absent == set()
    assert await corrections.untouched(TEA, 9) == []
    assert await corrections.state(TEA) == CorrectionState(1, NOW)


async def test_a_judged_comment_is_counted_once_among_what_was_said() -> None:
    comment = await commented(Found("slow_shipping"), Found("rude_staff"))
    await tags.set_verdict(TEA, comment, "rude_staff", Verdict.ABSENT, STAFF, NOW)
    await tags.judge_whole(TEA, comment, STAFF, LATER)
    await tags.judge_whole(TEA, await commented(), STAFF, NOW)
    assert await corrections.state(TEA) == CorrectionState(2, LATER)


async def test_a_comment_corrected_in_one_tag_is_not_complete() -> None:
    comment = await commented(Found("slow_shipping"))
    await tags.set_verdict(TEA, comment, "slow_shipping", Verdict.ABSENT, STAFF, NOW)
    (one,) = await corrections.corrected(TEA)
    assert not one.complete


async def test_taking_the_judgement_back_leaves_what_was_said_before_it() -> None:
    comment = await commented(Found("slow_shipping"), Found("broken_promise"))
    await tags.set_verdict(TEA, comment, "rude_staff", Verdict.PRESENT, STAFF, NOW)
    await tags.judge_whole(TEA, comment, STAFF, LATER)
    assert await tags.undo_judge_whole(TEA, comment)
    verdicts = {tag.code: tag.verdict for tag in await tags.of_comment(TEA, comment)}
    assert verdicts == {"broken_promise": "", "rude_staff": "present", "slow_shipping": ""}
    assert await standing(comment) == {"broken_promise", "rude_staff", "slow_shipping"}
    assert not await tags.undo_judge_whole(TEA, comment)


async def test_whoever_says_it_first_has_said_it() -> None:
    comment = await commented(Found("slow_shipping"))
    await tags.judge_whole(TEA, comment, STAFF, NOW)
    assert await tags.judge_whole(TEA, comment, COLLEAGUE, LATER)
    kept = await Comment.objects().get(Comment.id == comment)
    assert kept is not None
    assert (kept.judged_by, kept.judged_at) == (STAFF, NOW)


async def test_taking_one_word_back_takes_back_the_word_on_the_whole() -> None:
    comment = await commented(Found("slow_shipping"), Found("rude_staff"))
    await tags.judge_whole(TEA, comment, STAFF, NOW)
    await tags.undo_verdict(TEA, comment, "slow_shipping")
    (one,) = await corrections.corrected(TEA)
    assert not one.complete
    assert one.present == {"rude_staff"}


async def test_reading_again_adds_nothing_to_a_judged_comment_and_loses_nothing() -> None:
    comment = await commented(Found("slow_shipping"))
    await tags.judge_whole(TEA, comment, STAFF, NOW)
    await read_again(comment, "rude_staff")
    assert await standing(comment) == {"slow_shipping"}
    (one,) = await corrections.corrected(TEA)
    assert one.complete
    assert one.present == {"slow_shipping"}
    assert one.read == {"rude_staff"}


async def test_after_the_judgement_is_taken_back_the_latest_reading_counts() -> None:
    comment = await commented(Found("slow_shipping"))
    await tags.judge_whole(TEA, comment, STAFF, NOW)
    await read_again(comment, "rude_staff")
    assert await tags.undo_judge_whole(TEA, comment)
    assert await standing(comment) == {"rude_staff"}


async def test_a_mark_by_hand_outlives_reading_again_while_the_text_is_the_same() -> None:
    comment = await commented(Found("slow_shipping", 0, 4))
    await tags.set_verdict(TEA, comment, "rude_staff", Verdict.PRESENT, STAFF, NOW, (5, 11))
    await read_again(comment, "slow_shipping", "rude_staff")
    assert await marks(comment) == {"rude_staff": (5, 11), "slow_shipping": (None, None)}
    await read_again(comment, "slow_shipping", redacted="发货太慢，***也没人理")
    assert await marks(comment) == {"rude_staff": (None, None), "slow_shipping": (None, None)}


async def marks(comment_id: int) -> dict[str, tuple[int | None, int | None]]:
    """Return what a person marked, by tag."""
    kept = await Tag.objects().where(Tag.comment == comment_id)
    return {tag.code: (tag.marked_start, tag.marked_end) for tag in kept}


async def test_another_shops_comment_is_not_there_to_be_judged() -> None:
    comment = await commented(Found("slow_shipping"), shop_id=OTHER)
    assert not await tags.judge_whole(TEA, comment, STAFF, NOW)
    assert not await tags.undo_judge_whole(TEA, comment)
    assert await corrections.corrected(OTHER) == []
