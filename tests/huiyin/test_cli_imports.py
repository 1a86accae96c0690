from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huiyin.cli import main
from tests.site import SECRET

ORDERS = """order_ref,customer_email,placed_at,delivered_at,colour
A-1,wang@shopper.example,2018-03-01 10:00,2018-03-05 09:00,red
A-2,nobody,2018-03-01 10:00,2018-03-05 09:00,red
A-3,,2018-03-05,2018-03-01,red
"""
ANSWERS = """feedback_ref,order_ref,score,comment,answered_at
R-1,A-1,2,发货太慢,2018-03-07 23:30
"""


@pytest.fixture
def typed(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Typed":
    """Give a terminal of an installation with one shop."""
    monkeypatch.setenv("HUIYIN_DATABASE_URL", database_url)
    monkeypatch.setenv("HUIYIN_VAR_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("HUIYIN_SECRET_KEY", SECRET)
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.chdir(tmp_path)
    terminal = Typed(tmp_path)
    assert (
        terminal("shop", "add", "tea", "--name", "茶舍", "--timezone", "Asia/Shanghai").exit_code
        == 0
    )
    return terminal


class Typed:
    """What an operator types."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str) -> Result:
        """Run one command."""
        return CliRunner().invoke(main, list(words), catch_exceptions=False)

    def imported(self, kind: str, text: str, *more: str) -> Result:
        """Import a file with this text."""
        path = self.folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8-sig")
        return self("import", kind, str(path), "--shop", "tea", "--leave-unread", *more)


def last_line(result: Result) -> str:
    return result.stdout.rstrip("\n").splitlines()[-1]


def test_the_last_line_counts_and_refused_rows_are_named(typed: Typed) -> None:
    result = typed.imported("orders", ORDERS)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "line 3: customer_email: It is not an e-mail address that a letter can reach.",
        (
            "line 4 (kept): These times cannot be: delivered_before_placed."
            " They are kept, and left out of durations."
        ),
        "kept 2 refused 1 unchanged 0",
    ]
    assert "The column “colour” is not used." in result.stderr


def test_a_second_import_changes_nothing(typed: Typed) -> None:
    typed.imported("orders", ORDERS)
    assert last_line(typed.imported("orders", ORDERS)) == "kept 0 refused 1 unchanged 2"


def test_a_dry_run_says_the_same_and_stores_nothing(typed: Typed) -> None:
    for _ in range(2):
        assert last_line(typed.imported("orders", ORDERS, "--dry-run")) == (
            "kept 2 refused 1 unchanged 0"
        )


def test_answers_follow_their_orders(typed: Typed) -> None:
    early = typed.imported("answers", ANSWERS)
    assert early.stdout.splitlines() == [
        "line 2: order_ref: No order “A-1” is known; import the orders first.",
        "kept 0 refused 1 unchanged 0",
    ]
    typed.imported("orders", ORDERS)
    assert last_line(typed.imported("answers", ANSWERS)) == "kept 1 refused 0 unchanged 0"


def test_refused_rows_can_be_mended_and_imported(typed: Typed) -> None:
    typed.imported("orders", ORDERS, "--write-refused")
    refused = (typed.folder / "orders.refused.csv").read_text(encoding="utf-8-sig")
    assert refused.splitlines()[0].endswith("colour,line,reason")
    mended = refused.replace("nobody", "li@shopper.example")
    assert last_line(typed.imported("orders", mended)) == "kept 1 refused 0 unchanged 0"


def test_reasons_are_said_in_the_operators_language(
    typed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    result = typed.imported("orders", ORDERS)
    assert "line 3: customer_email: 不是能收到邮件的邮箱地址。" in result.stdout
    assert last_line(result) == "kept 2 refused 1 unchanged 0"


def test_a_wrong_file_ends_with_one_sentence(typed: Typed) -> None:
    result = typed.imported("orders", "name,age\nx,1\n")
    assert result.exit_code == 1
    assert result.stderr.strip() == (
        "Error: The header lacks order_ref, placed_at; it must name at least order_ref, placed_at."
    )


def test_an_unknown_shop_is_answered_with_those_there_are(typed: Typed) -> None:
    path = typed.folder / "x.csv"
    path.write_text(ORDERS)
    result = typed("import", "orders", str(path), "--shop", "coffee")
    assert result.exit_code == 1
    assert "Shops: tea." in result.stderr
