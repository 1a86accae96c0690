"""A night's lesson: once per shop and day, only with enough that is new, and kept as a version."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from huiyin import learning
from huiyin.learning import Taught, as_taught, learn_due, learn_shop
from models.choices import JobState, Verdict
from models.queries import job_runs, reader_models, shops, tags
from models.tables.answers import Comment
from nlp.artefact import from_bytes, manifest_of
from nlp.corpus import corpus
from nlp.learning import Correction, learn_from
from nlp.reader import Reader
from tests.admin.dashboard.rows import Found, answered
from tests.site import Cast, founded

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("database")]
THREE_AT_NIGHT = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)  # 03:00 on the 21st in Shanghai
STAFF = 5


async def corrected(shop_id: int, n: int, at: datetime) -> None:
    """Let somebody take a wrong tag off `n` comments and put the right one on."""
    for number in range(n):
        words = f"第{number}次了，师傅说好上门又没来"
        await answered(shop_id, date(2026, 11, 1), comment=words, tags=[Found("slow_shipping")])
    for row in await Comment.select(Comment.id).where(Comment.shop_id == shop_id):
        for code, verdict in (("slow_shipping", "absent"), ("broken_promise", "present")):
            await tags.set_verdict(shop_id, row["id"], code, Verdict(verdict), STAFF, at)


@pytest.fixture
async def cast(database: str) -> Cast:
    return await founded(THREE_AT_NIGHT)


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> list[list[Correction]]:
    """Collect what a lesson would be held on; whether it is any good is tested in nlp."""
    held: list[list[Correction]] = []

    async def teach(examples: list[Correction], cache_dir: Path, name: str) -> Taught:
        del cache_dir, name
        held.append(examples)
        return Taught(b"a reader", True, "{}", "promoted")

    monkeypatch.setattr(learning, "in_own_process", teach)
    return held


async def test_a_shop_learns_once_a_night_and_then_only_from_what_is_new(
    cast: Cast, lessons: list[list[Correction]], tmp_path: Path
) -> None:
    await corrected(cast.tea, 20, THREE_AT_NIGHT - timedelta(hours=9))
    await answered(cast.tea, date(2026, 11, 2), comment="很好")
    early = THREE_AT_NIGHT - timedelta(minutes=1)
    assert await learn_due(early, "w1", tmp_path) == 0
    assert await learn_due(THREE_AT_NIGHT, "w1", tmp_path) == 1
    assert await learn_due(THREE_AT_NIGHT + timedelta(hours=1), "w2", tmp_path) == 0
    assert await learn_due(THREE_AT_NIGHT + timedelta(days=1), "w1", tmp_path) == 0
    (examples,) = lessons
    assert [one.judged for one in examples] == [True] * 20 + [False]
    assert examples[0].present == {"broken_promise"}
    assert await reader_models.active_version(cast.tea) == "tea-20261120-190000"
    assert await reader_models.versions(cast.other) == []
    await corrected(cast.tea, 1, THREE_AT_NIGHT + timedelta(days=1, hours=3))
    assert await learn_due(THREE_AT_NIGHT + timedelta(days=2), "w1", tmp_path) == 1


async def test_comments_judged_whole_need_no_others_beside_them(
    cast: Cast, lessons: list[list[Correction]], tmp_path: Path
) -> None:
    shop = await shops.by_id(cast.tea)
    assert shop is not None
    await corrected(cast.tea, 3, THREE_AT_NIGHT)
    for words in ("很好", "不错", "满意"):
        await answered(cast.tea, date(2026, 11, 2), comment=words)
    first, *others = (
        await Comment.select(Comment.id)
        .where(Comment.shop_id == cast.tea, Comment.text != "")
        .order_by(Comment.id)
    )
    for row in (first, *others[2:4]):
        await tags.judge_whole(cast.tea, row["id"], STAFF, THREE_AT_NIGHT)
    await learn_shop(shop, THREE_AT_NIGHT, tmp_path)
    (examples,) = lessons
    assert sorted(one.text for one in examples if one.complete) == [
        "不错",
        "很好",
        "第0次了，师傅说好上门又没来",
    ]
    assert [one.text for one in examples if not one.judged] == ["满意"]


async def test_a_marked_clause_is_learned_beside_its_comment(
    cast: Cast, lessons: list[list[Correction]], tmp_path: Path
) -> None:
    shop = await shops.by_id(cast.tea)
    assert shop is not None
    await corrected(cast.tea, 2, THREE_AT_NIGHT)
    await answered(cast.other, date(2026, 11, 2), comment="别家")
    last = await Comment.select(Comment.id).where(Comment.shop_id == cast.tea).order_by(Comment.id)
    said = (last[1]["id"], "broken_promise", Verdict.PRESENT, STAFF, THREE_AT_NIGHT, (5, 14))
    await tags.set_verdict(cast.tea, *said)
    await learn_shop(shop, THREE_AT_NIGHT, tmp_path)
    (examples,) = lessons
    clause = examples[-1]
    assert clause.text == "师傅说好上门又没来"
    assert clause.read == {"broken_promise"}
    assert not clause.judged
    assert clause.part_of == 1


async def test_nineteen_corrections_are_too_few_and_the_ledger_says_so(
    cast: Cast, lessons: list[list[Correction]], tmp_path: Path
) -> None:
    await corrected(cast.tea, 19, THREE_AT_NIGHT)
    assert await learn_due(THREE_AT_NIGHT, "w1", tmp_path) == 0
    assert lessons == []
    (run,) = await job_runs.recent(cast.tea, learning.JOB)
    assert run.state == JobState.SKIPPED
    assert run.note == "19 corrected comments; 20 are needed"


async def test_a_lesson_that_fails_is_held_again_later(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def failing(_examples: list[Correction], _folder: Path, _name: str) -> Taught:
        raise MemoryError("no room to learn")

    monkeypatch.setattr(learning, "in_own_process", failing)
    await corrected(cast.tea, 20, THREE_AT_NIGHT)
    with pytest.raises(MemoryError):
        await learn_due(THREE_AT_NIGHT, "w1", tmp_path)
    (run,) = await job_runs.recent(cast.tea, learning.JOB)
    assert run.state == JobState.RUNNING
    assert "no room" in run.note


async def test_a_lesson_is_kept_with_its_figures_and_its_reader(
    cast: Cast, small_reader: Reader, tmp_path: Path
) -> None:
    shop = await shops.by_id(cast.tea)
    assert shop is not None
    await corrected(cast.tea, 24, THREE_AT_NIGHT)

    async def small(examples: list[Correction], _folder: Path, name: str) -> Taught:
        return as_taught(learn_from(examples, corpus()[::40], small_reader.analyser, name))

    version = await learn_shop(shop, THREE_AT_NIGHT, tmp_path, small)
    stored = await reader_models.artefact(cast.tea, version.version)
    own = from_bytes(stored, small_reader.analyser)
    assert own.version == version.version
    assert "clearly better on held-out corrections" in version.note
    metrics = manifest_of(stored)["metrics"]
    assert isinstance(metrics, dict)
    assert metrics["rates"]["broken_promise"]["positives"] == 24
