import random

import pytest

from feedback.events import imports
from feedback.events.columns import FileKind
from feedback.events.errors import FileRefused, ImportRunsAlready
from models import database
from models.queries import customers, orders
from tests.conftest import NOW, Clock
from tests.feedback.events.conftest import LINKS, Importing, ShopSystem
from tests.site import Cast

pytestmark = pytest.mark.anyio
ORDERS, CONTACTS, ANSWERS = FileKind.ORDERS, FileKind.CONTACTS, FileKind.ANSWERS
HEADER = "order_ref,customer_email,status,category,placed_at,shipped_at,delivered_at"
OLD = "A-1,wang@shopper.example,delivered,茶叶,2018-03-01 10:00:00,2018-03-02,2018-03-05 09:00"
NEW = "A-2,li@shopper.example,delivered,瓷器,2026-11-15 10:00,2026-11-16,2026-11-20 09:00"
ANSWER_HEADER = "feedback_ref,order_ref,score,comment,asked_at,answered_at"
TABLES = ("event", "shop_order", "contact", "customer", "candidate", "answer", "comment", "rating")


async def everything() -> dict[str, list[dict[str, object]]]:
    return {table: await database.fetch(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}


async def test_a_file_of_orders_becomes_orders(importing: Importing, cast: Cast) -> None:
    said = await importing(ORDERS, [HEADER, OLD, NEW])
    assert (said.tally.kept, said.tally.refused, said.tally.unchanged) == (2, 0, 0)
    order = await orders.order(cast.tea, "A-1")
    assert order is not None
    assert (order.source, order.source_status, order.category) == ("import", "delivered", "茶叶")
    assert str(order.placed_at) == "2018-03-01 13:00:00+00:00"  # 10:00 in São Paulo
    person = await customers.by_email_hash(cast.tea, LINKS.email_hash("wang@shopper.example"))
    assert person is not None
    assert order.customer_id == person.id
    assert await orders.order(cast.other, "A-1") is None


async def test_old_orders_are_never_asked_about_and_new_ones_may_be(importing: Importing) -> None:
    await importing(ORDERS, [HEADER, OLD, NEW])
    found = await database.fetch("SELECT subject_ref, state, reason FROM candidate ORDER BY id")
    assert [tuple(row.values()) for row in found] == [
        ("A-1", "not_asked", "historical"),
        ("A-2", "waiting", ""),
    ]


async def test_the_same_file_again_changes_nothing(importing: Importing, clock: Clock) -> None:
    await importing(ORDERS, [HEADER, OLD, NEW])
    before = await everything()
    clock.now = NOW.replace(year=2027)
    said = await importing(ORDERS, [HEADER, OLD, NEW])
    assert (said.tally.kept, said.tally.refused, said.tally.unchanged) == (0, 0, 2)
    assert await everything() == before


async def test_the_same_rows_in_another_file_change_nothing(importing: Importing) -> None:
    await importing(ORDERS, [HEADER, OLD, NEW])
    before = await everything()
    said = await importing(ORDERS, [HEADER, NEW, OLD])
    assert (said.tally.kept, said.tally.unchanged) == (0, 2)
    assert await everything() == before


async def test_a_later_export_brings_the_order_up_to_date(importing: Importing, cast: Cast) -> None:
    await importing(ORDERS, [HEADER, "A-2,,shipped,,2026-11-15 10:00,2026-11-16,"])
    said = await importing(ORDERS, [HEADER, NEW])
    assert (said.tally.kept, said.tally.unchanged) == (1, 0)
    order = await orders.order(cast.tea, "A-2")
    assert order is not None
    assert (order.source_status, order.category) == ("delivered", "瓷器")
    assert order.delivered_at is not None
    assert order.customer_id is not None
    assert len(await database.fetch("SELECT id FROM candidate")) == 1


async def test_other_facts_at_the_same_times_are_remarked_on(importing: Importing) -> None:
    await importing(ORDERS, [HEADER, OLD])
    said = await importing(ORDERS, [HEADER, OLD.replace("delivered", "canceled")])
    assert (said.tally.kept, said.tally.unchanged) == (0, 1)
    assert said.remarks == {2: ["facts_stay"]}


async def test_a_file_and_signed_events_tell_of_one_order_together(
    importing: Importing, till: ShopSystem, cast: Cast
) -> None:
    told = {"order_ref": "A-2", "occurred_at": "2026-11-14T00:00:00Z", "carrier": "顺丰"}
    await till.post("order.placed", told)
    await importing(ORDERS, [HEADER, NEW])
    order = await orders.order(cast.tea, "A-2")
    assert order is not None
    assert (order.carrier, order.category, order.source) == ("顺丰", "瓷器", "api")
    assert str(order.placed_at) == "2026-11-14 00:00:00+00:00"
    assert order.delivered_at is not None


async def test_bad_rows_are_named_by_line_and_stop_no_good_one(
    importing: Importing, cast: Cast
) -> None:
    said = await importing(
        ORDERS,
        [
            HEADER,
            OLD,
            ",,,,2018-03-01,,",  # 3: no reference
            "A-3,,,,someday,,",  # 4: unparsable
            "A-4,,,,,,",  # 5: no time at all
            "A-1,,,,2018-03-01,,",  # 6: a reference again
            "A-5,nobody,,,2018-03-01,2018-13-01,",  # 7: two reasons
            "A-6,,,2018-03-01",  # 8: too few cells
            'A-7,,,"open,2018-03-01,,',  # 9: a quotation mark left open
            "A-8,,,,2030-01-01,,",  # 10: in the future
            f"A-9,,,{'长' * 1_000_000},2018-03-01,,",  # 11: a cell of a million characters
            "",
            ",,,,,,",
            NEW,  # 14
        ],
    )
    assert said.refused == {
        3: ["missing"],
        4: ["not_a_time"],
        5: ["no_times"],
        6: ["seen_before"],
        7: ["not_an_address", "not_a_time"],
        8: ["wrong_cells"],
        9: ["quote_open"],
        10: ["in_the_future"],
        11: ["too_long"],
    }
    assert (said.tally.kept, said.tally.refused) == (2, 9)
    assert await orders.order(cast.tea, "A-2") is not None


async def test_a_row_refused_once_may_be_right_further_down(importing: Importing) -> None:
    said = await importing(ORDERS, [HEADER, "A-1,,,,someday,,", OLD])
    assert (said.tally.kept, said.refused) == (1, {2: ["not_a_time"]})


async def test_reversed_times_are_kept_and_remarked_on(importing: Importing, cast: Cast) -> None:
    said = await importing(ORDERS, [HEADER, "A-1,,,,2018-03-01,2018-03-05,2018-03-02"])
    assert said.remarks == {2: ["times_reversed"]}
    order = await orders.order(cast.tea, "A-1")
    assert order is not None
    assert order.impossible == "delivered_before_shipped"


async def test_a_time_the_clocks_skipped_is_moved_with_a_remark(
    importing: Importing, cast: Cast
) -> None:
    said = await importing(ORDERS, ["order_ref,placed_at", "A-1,2017-10-15 00:30:00"])
    assert said.remarks == {2: ["clocks_skipped"]}
    order = await orders.order(cast.tea, "A-1")
    assert order is not None
    assert str(order.placed_at) == "2017-10-15 03:30:00+00:00"


CHINESE = [
    "订单编号;客户邮箱;订单状态;下单时间;签收时间",
    "甲-1;;已签收;2018年3月1日 10:00;2018/3/5 9:00",
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
async def test_chinese_headers_and_every_encoding_shops_save_in_are_read(
    importing: Importing, cast: Cast, encoding: str, newline: str
) -> None:
    said = await importing(ORDERS, newline.join(CHINESE).encode(encoding))
    assert (said.tally.kept, said.refused) == (1, {})
    order = await orders.order(cast.tea, "甲-1")
    assert order is not None
    assert order.source_status == "已签收"


async def test_a_few_broken_bytes_are_a_broken_row(importing: Importing) -> None:
    file = f"{HEADER}\n{OLD}\nA-3,,,碎片碎片,2018-03-01,,\n{NEW}".encode()
    said = await importing(ORDERS, file.replace("碎".encode(), b"\xe7\xa2", 1))
    assert said.refused == {3: ["not_readable"]}
    assert said.tally.kept == 2


async def test_columns_without_a_meaning_are_named(importing: Importing) -> None:
    said = await importing(ORDERS, ["order_ref,placed_at,shoe size", "A-1,2018-03-01,43"])
    assert said.ignored == ("shoe size",)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", "The file is empty; its first line must name the columns."),
        (b"\xef\xbb\xbf\n\n", "The file is empty; its first line must name the columns."),
        (b"name,age\na,1", "The header lacks order_ref, placed_at; it must name at least"),
        (b"order_ref,status\nA,x", "The header lacks placed_at; it must name at least"),
        ("订单号,订单编号,下单时间".encode(), "The header names order_ref twice (“订单号” and"),
        (random.Random(1).randbytes(4000), "neither UTF-8 nor GB18030"),
    ],
)
async def test_a_file_that_is_something_else_is_refused_with_one_sentence(
    importing: Importing, file: bytes, sentence: str
) -> None:
    with pytest.raises(FileRefused) as caught:
        await importing(ORDERS, file)
    assert sentence in str(caught.value)
    assert not (await everything())["event"]


async def test_a_dry_run_tells_the_same_and_stores_nothing(importing: Importing) -> None:
    await importing(ORDERS, [HEADER, OLD])
    before = await everything()
    file = [HEADER, OLD, NEW, "A-3,,,,someday,,"]
    dry = await importing(ORDERS, file, dry_run=True)
    assert await everything() == before
    assert not await database.fetch("SELECT id FROM import_run WHERE refused > 0")
    real = await importing(ORDERS, file)
    assert dry == real
    assert (real.tally.kept, real.tally.refused, real.tally.unchanged) == (1, 1, 1)


class Killed(Exception):
    """The process was killed."""


async def test_an_import_that_is_killed_goes_on_where_it_stopped(
    importing: Importing, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "CHUNK", 3)
    lines = [HEADER, *(OLD.replace("A-1", f"A-{n}") for n in range(10)), "bad,,,,someday,,"]
    lines[2] = "also bad,,,,someday,,"
    chunks = 0

    def die_after_two(_done: int, _whole: int) -> None:
        nonlocal chunks
        chunks += 1
        if chunks == 2:
            raise Killed

    with pytest.raises(Killed):
        await importing(ORDERS, lines, after_chunk=die_after_two)
    assert await orders.order(cast.tea, "A-5") is not None
    assert await orders.order(cast.tea, "A-6") is None
    said = await importing(ORDERS, lines)
    assert (said.tally.kept, said.tally.refused, said.tally.unchanged) == (9, 2, 0)
    assert said.refused == {3: ["not_a_time"], 12: ["not_a_time"]}
    again = await importing(ORDERS, lines)
    assert (again.tally.kept, again.tally.refused, again.tally.unchanged) == (0, 2, 9)


async def test_two_imports_of_one_file_do_not_run_beside_each_other(
    importing: Importing, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = imports._begin

    async def begin_late(*args: object) -> object:
        found = await begin(*args)  # type: ignore[arg-type]  # passed on as they came
        await database.fetch("UPDATE import_run SET rows_done = rows_done + 1")
        return found

    monkeypatch.setattr(imports, "_begin", begin_late)
    with pytest.raises(ImportRunsAlready):
        await importing(ORDERS, [HEADER, OLD, NEW])
    assert not (await everything())["event"]


async def test_contacts_are_imported_like_orders(importing: Importing, cast: Cast) -> None:
    await importing(ORDERS, [HEADER, NEW])
    said = await importing(
        CONTACTS,
        [
            "会话号,订单号,渠道,是否机器人,客服工号,转接次数,开始时间,首次回复时间,结束时间",
            "C-1,A-2,微信,否,k7,1,2026-11-21 10:00,2026-11-21 10:05,2026-11-21 10:20",
            "C-2,A-2,烽火,否,k7,1,2026-11-21 10:00,,2026-11-21 10:20",
            "C-3,A-2,电话,否,k7,1,2026-11-21 10:00,,2026-11-21 09:00",
        ],
    )
    assert (said.tally.kept, said.refused) == (2, {3: ["not_one_of"]})
    assert said.remarks == {4: ["times_reversed"]}
    contact = await orders.contact(cast.tea, "C-1")
    assert contact is not None
    assert (contact.channel, contact.automated, contact.transfers) == ("wechat", False, 1)
    candidates = await database.fetch(
        "SELECT order_id FROM candidate WHERE survey_kind = 'post_contact' ORDER BY id"
    )
    assert len(candidates) == 2
    assert candidates[0]["order_id"] is not None


ANSWER = "R-1,A-1,2,发货太慢,2018-03-06 10:00,2018-03-07 23:30"


async def test_answers_are_kept_with_their_orders_and_the_shops_own_day(
    importing: Importing, cast: Cast
) -> None:
    await importing(ORDERS, [HEADER, OLD])
    said = await importing(ANSWERS, [ANSWER_HEADER, ANSWER])
    assert said.tally.kept == 1
    answer = (await everything())["answer"][0]
    assert (answer["source"], answer["overall"], answer["shop_id"]) == ("import", 2, cast.tea)
    assert str(answer["local_day"]) == "2018-03-07"
    assert answer["order_id"] is not None
    comment = (await everything())["comment"][0]
    assert (comment["text"], comment["reading"]) == ("发货太慢", "waiting")


async def test_one_rating_may_belong_to_several_orders(importing: Importing) -> None:
    await importing(ORDERS, [HEADER, OLD, NEW])
    lines = [ANSWER_HEADER, ANSWER, ANSWER.replace("A-1", "A-2"), ANSWER]
    said = await importing(ANSWERS, lines)
    assert (said.tally.kept, said.refused) == (2, {4: ["seen_before"]})
    again = await importing(ANSWERS, lines)
    assert (again.tally.kept, again.tally.unchanged) == (0, 2)


async def test_answers_that_cannot_be_taken_say_why(importing: Importing) -> None:
    await importing(ORDERS, [HEADER, OLD])
    await importing(ANSWERS, [ANSWER_HEADER, ANSWER])
    said = await importing(
        ANSWERS,
        [
            ANSWER_HEADER,
            ANSWER.replace(",2,", ",5,"),  # 2: known with another score
            "R-2,A-77,5,,,2018-03-07",  # 3: an order nobody told of
            "R-3,A-1,6,,,2018-03-07",  # 4
            "R-4,A-1,,,,2018-03-07",  # 5: neither score nor words
            "R-5,A-1,5,,,",  # 6
            f"R-6,A-1,5,{'好' * 5001},,2018-03-07",  # 7
            "R-7,A-1,,好,,2018-03-07",  # 8: words alone are an answer
            "R-8,A-1,4星,,,2018-03-07",
        ],
    )
    assert said.refused == {
        2: ["known_differently"],
        3: ["unknown_order"],
        4: ["not_a_whole_number"],
        5: ["missing"],
        6: ["missing"],
        7: ["too_long"],
    }
    assert (said.tally.kept, said.tally.refused) == (2, 6)


async def test_a_dry_run_of_answers_names_unknown_orders_too(importing: Importing) -> None:
    await importing(ORDERS, [HEADER, OLD])
    lines = [ANSWER_HEADER, ANSWER, "R-2,A-77,5,,,2018-03-07"]
    dry = await importing(ANSWERS, lines, dry_run=True)
    assert not (await everything())["answer"]
    assert dry == await importing(ANSWERS, lines)


async def test_two_shops_may_use_the_same_references(importing: Importing, cast: Cast) -> None:
    await importing(ORDERS, [HEADER, OLD])
    said = await importing(ORDERS, [HEADER, OLD], shop_id=cast.other)
    assert said.tally.kept == 1
    first, second = (await everything())["shop_order"]
    assert first["customer_id"] != second["customer_id"]
