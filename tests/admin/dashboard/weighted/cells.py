"""A shop where late parcels answer far more often than those on time, as cells."""

from models.queries.weighting import Cell, Counted, Stratum

ON_TIME = Stratum("post_purchase", "web", "茶叶", "浙江", "no")
LATE = Stratum("post_purchase", "web", "茶叶", "浙江", "yes")
CHAT = Stratum("post_contact", "chat")
SERVED = {ON_TIME: 900, LATE: 100}


def counted(on_time: int = 60, late: int = 40) -> Counted:
    """Return answers: on time half 5 and half 4, late half 2 and half 1, every late one slow."""
    cells = (Cell(ON_TIME, 1.0, on_time), Cell(LATE, 1.0, late))
    up, down = {0: on_time // 2}, {1: late // 2}
    return Counted(
        cells,
        {"OV1": {5: up, 4: up, 2: down, 1: down}, "SH0": {4: {0: on_time}, 1: {1: late}}},
        {"slow_shipping": {1: late}},
        {1: {1: late // 2}, 2: {1: late // 2}},
    )
