import csv
import io

from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedback.events.columns import FileKind
from feedback.events.csv_rows import RefusedRow, Row, Rows
from feedback.events.csv_text import Lines, look_over
from feedback.events.errors import FileRefused

NAMES = ["feedback_ref", "order_ref", "score", "answered_at", "comment"]
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0")).map(str.strip)


def rows_of(body: bytes) -> list[Row | RefusedRow]:
    file = io.BytesIO(body)
    seen = look_over(file)
    lines = Lines(file, seen.encoding)
    try:
        return list(Rows(FileKind.ANSWERS, lines, seen.encoding, seen.spoken))
    finally:
        lines.release()


@settings(deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=5, max_size=5).filter(any), max_size=6),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_read_back(
    table: list[list[str]], delimiter: str, newline: str, encoding: str
) -> None:
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    out.writerows([NAMES, *table])
    found = rows_of(text.getvalue().encode(encoding))
    kept = [list(row.cells.values()) for row in found if isinstance(row, Row)]
    lost = len(found) - len(kept)
    assert len(found) == len(table)
    assert lost == 0 or "\N{REPLACEMENT CHARACTER}" in text.getvalue()
    if not lost:
        assert kept == table


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b'"')
@example(b"\xff\xfe\x00")
@example(b'feedback_ref,order_ref,score,answered_at\n"\n"a"b,\n\x00,\x00\n')
def test_any_bytes_are_rows_refused_rows_or_a_refused_file(body: bytes) -> None:
    header = ",".join(NAMES).encode() + b"\n"
    for file in (body, header + body):
        try:
            found = rows_of(file)
        except FileRefused as fault:
            found = []
            assert fault.refusal.sentence()  # noqa: PT017  # both outcomes are right
        numbers = [row.line for row in found]
        assert numbers == sorted(set(numbers))


def test_a_quotation_mark_left_open_costs_one_line_of_a_long_file() -> None:
    good = "f{},A,5,2018-01-01,好\n"
    body = ",".join(NAMES) + "\n" + 'f,A,5,2018-01-01,"open\n'
    body += "".join(good.format(n) for n in range(20_000))
    found = rows_of(body.encode())
    assert [row.line for row in found if isinstance(row, RefusedRow)] == [2]
    assert len(found) == 20_001


def test_a_line_without_an_end_is_skipped_without_filling_the_memory() -> None:
    body = ",".join(NAMES) + "\n" + "x" * 9_000_000 + "\nf1,A,5,2018-01-01,好\n"
    refused, kept = rows_of(body.encode())
    assert isinstance(refused, RefusedRow)
    assert refused.refusals[0].reason.code == "row_too_long"
    assert (kept.line, len(refused.written)) == (3, 0)


def test_line_breaks_inside_a_cell_belong_to_it() -> None:
    body = ",".join(NAMES) + '\nf1,A,5,2018-01-01,"一\n二\r\n三"\nf2,A,5,2018-01-01,\n'
    first, second = rows_of(body.encode())
    assert isinstance(first, Row)
    assert first.cells["comment"] == "一\n二\r\n三"
    assert second.line == 5
