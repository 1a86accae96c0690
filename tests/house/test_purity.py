"""One clock, one source of randomness, no code loaded from files, no SQL put together by hand."""

import ast
import re

from tests.house.tree import PACKAGES, ROOT, parsed, place, python_files

CLOCKS = {
    ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
    ("time", "time"), ("time", "monotonic"), ("time", "perf_counter"),
}  # fmt: skip
SQL = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)


def test_only_the_clock_module_asks_what_time_it_is() -> None:
    askers = []
    for path in python_files():
        if place(path) == "huiyin/clock.py":
            continue
        askers += [
            f"{place(path)}:{node.lineno}"
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and (node.func.value.id, node.func.attr) in CLOCKS
        ]
    assert askers == []


def test_only_the_clock_module_imports_random() -> None:
    importers = []
    for path in python_files():
        if place(path) == "huiyin/clock.py":
            continue
        for node in ast.walk(parsed(path)):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if "random" in names and "TYPE_CHECKING" not in path.read_text():
                importers.append(place(path))
    # A seeded generator may be handed in; then only its type is named.
    assert importers == []


def test_nothing_loads_code_from_a_file() -> None:
    banned = re.compile(r"^\s*(import|from)\s+(pickle|joblib|marshal|shelve|dill)\b", re.MULTILINE)
    assert [place(p) for p in python_files() if banned.search(p.read_text())] == []


def test_no_sql_is_put_together_from_pieces() -> None:
    pieced = [
        f"{place(path)}:{node.lineno}"
        for path in python_files()
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.JoinedStr)
        and node.values
        and isinstance(node.values[0], ast.Constant)
        and SQL.match(str(node.values[0].value))
    ]
    assert pieced == []


def test_no_template_turns_escaping_off() -> None:
    templates = [p for package in PACKAGES for p in (ROOT / package).rglob("templates/**/*.*")]
    assert templates
    unsafe = re.compile(r"\|\s*safe\b|autoescape false|Markup\(")
    assert [place(p) for p in templates if unsafe.search(p.read_text())] == []


def test_every_ignored_warning_says_why() -> None:
    bare = []
    for path in python_files():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            unreasoned = re.search(r"# (type: ignore\[[\w, -]+\]|noqa: [A-Z0-9, ]+)\s*$", line)
            if unreasoned or re.search(r"# (type: ignore|noqa)\s*$", line):
                bare.append(f"{place(path)}:{number}")
    assert bare == []
