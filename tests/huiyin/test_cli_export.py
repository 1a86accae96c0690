"""`huiyin export` writes a shop's answers whole, masked and inert, or says why it cannot."""

import asyncio
import csv
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huiyin.cli.export import COMMANDS
from models import database as door
from models.queries import exported
from models.tables.answers import Rating
from tests.admin.dashboard import rows
from tests.admin.exports.workbook import read
from tests.conftest import NOW
from tests.site import founded

LIVING = "@SUM(1+1)*cmd 发货慢"
DAY = date(2026, 11, 3)


async def told(url: str) -> None:
    await door.start(url)
    cast = await founded(NOW)
    order = await rows.ordered(cast.tea, "A-1", carrier="顺丰")
    answer = await rows.answered(
        cast.tea, DAY, 2, comment=LIVING, tags=[rows.Found("slow_shipping")],
        ratings={"SH0": 2}, order_id=order, order_ref="A-1",
    )  # fmt: skip
    await Rating(shop_id=cast.tea, answer=answer, item="PA0", state="na", score=None).save()
    for n in range(3):
        await rows.answered(cast.tea, DAY.replace(day=4 + n), 5)
    await rows.answered(cast.other, DAY, 1, comment="别家的话")
    await door.stop()


@pytest.fixture
def shop(database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("HUIYIN_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIYIN_SECRET_KEY", "a secret of thirty-two characters")
    asyncio.run(told(database_url))
    return "tea"


def run(file: Path, **more: str) -> Result:
    asked = {"shop": "tea", "since": "2026-11-01", "until": "2026-12-01", "out": str(file), **more}
    return CliRunner().invoke(
        COMMANDS[0], [part for name, value in asked.items() for part in (f"--{name}", value)]
    )


def test_all_three_kinds_of_file_hold_the_same_answers(shop: str, tmp_path: Path) -> None:
    for kind in ("csv", "xlsx", "jsonl"):
        out = tmp_path / f"answers.{kind}"
        assert run(out).output == f"wrote 4 answers to {out}\n"
        assert out.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.glob("*answers*")) == [
        "answers.csv", "answers.jsonl", "answers.xlsx",
    ]  # fmt: skip
    with (tmp_path / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file))
    text = (tmp_path / "answers.jsonl").read_text(encoding="utf-8")
    records = [json.loads(line) for line in text.splitlines()]
    about, sheet = read((tmp_path / "answers.xlsx").read_bytes()).values()
    assert about.rows[0] == ["茶舍"]
    assert sheet.rows[0] == list(lines[0])
    days = ["2026-11-06", "2026-11-05", "2026-11-04", "2026-11-03"]
    assert [line["day"] for line in lines] == [one["day"] for one in records] == days
    assert [line[0] for line in sheet.rows[1:]] == [line["answer_id"] for line in lines]


def test_words_are_masked_and_inert_and_three_blanks_stay_apart(shop: str, tmp_path: Path) -> None:
    for kind in ("csv", "jsonl"):
        run(tmp_path / f"a.{kind}")
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    last = list(csv.DictReader(text.splitlines()))[-1]
    told = (last["comment"], last["carrier"], last["tags"], last["overall"])
    assert told == (f"'{LIVING}", "顺丰", "slow_shipping", "2")
    assert (last["SH0"], last["PA0"], last["BR0"]) == ("2", "n/a", "")
    one = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert one["replies"] == {"OV1": 2, "SH0": 2, "PA0": "n/a"}
    assert one["comments"][0]["text"] == LIVING
    assert "13800138000" not in text + json.dumps(one)
    assert "别家" not in text


def test_the_days_are_half_open(shop: str, tmp_path: Path) -> None:
    told = run(tmp_path / "a.csv", since="2026-11-04", until="2026-11-06")
    assert told.output.startswith("wrote 2 answers")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"until": "2026-11-01"}, "--until must be a later day"),
        ({"out": "answers.ods"}, "'answers.ods' must end in .csv, .xlsx or .jsonl."),
        ({"out": "no-such-folder/answers.csv"}, "cannot be written: No such file or directory."),
        ({"shop": "nowhere"}, "There is no shop 'nowhere'."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: dict[str, str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run(tmp_path / "a.csv", **more)
    assert told.exit_code == 1
    assert sentence in told.output
    assert [path.name for path in tmp_path.iterdir() if "answers" in path.name] == []


def test_a_fault_on_the_way_leaves_an_older_file_as_it_was(
    shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "a.csv"
    out.write_text("older")
    monkeypatch.setattr(exported, "_ORDERS", "SELECT broken {{}} {}")
    assert run(out).exit_code != 0
    assert out.read_text() == "older"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_batches_add_up_to_every_answer(
    shop: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exported, "AT_ONCE", 2)
    out = tmp_path / "a.jsonl"
    assert run(out).output.startswith("wrote 4 answers")
    text = out.read_text(encoding="utf-8")
    ids = [json.loads(line)["answer_id"] for line in text.splitlines()]
    assert len(set(ids)) == 4
