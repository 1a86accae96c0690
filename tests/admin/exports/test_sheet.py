"""What may leave the house in a table, and what a download is called."""

from admin.exports.download import attachment
from admin.exports.sheet import Share, figures, shares
from admin.measures.levels import mean_from_counts, share


def test_a_number_of_too_few_answers_leaves_no_trace_but_its_n() -> None:
    assert figures(mean_from_counts({1: 2, 5: 3})) == (None, None, None, 5)
    assert figures(mean_from_counts({4: 10, 5: 10}))[0] == 4.5


def test_a_part_of_a_whole_is_marked_as_one() -> None:
    value, low, high, n = shares(share(10, 40))
    assert (value, n) == (0.25, 40)
    assert all(isinstance(one, Share) for one in (value, low, high))
    assert not isinstance(n, Share)
    assert shares(share(1, 5)) == (None, None, None, 5)


def test_a_name_holds_nothing_that_a_header_could_trip_over() -> None:
    reply = attachment(b"", "text/csv", '茶"\r\nx: y-ship.csv')
    assert reply.headers["Content-Disposition"] == 'attachment; filename="----x--y-ship.csv"'
    assert reply.headers["Cache-Control"] == "no-store"
