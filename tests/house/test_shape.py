"""Files and functions stay small enough to be read in one go."""

import ast

from tests.house.tree import functions, place, python_files

LONGEST_FILE = 300
LONGEST_FUNCTION = 50


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's lines without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_no_file_is_longer_than_300_lines() -> None:
    sizes = {place(path): len(path.read_text().splitlines()) for path in python_files()}
    assert {name: n for name, n in sizes.items() if n > LONGEST_FILE} == {}


def test_no_function_is_longer_than_50_lines() -> None:
    sizes = {
        f"{place(path)}:{function.name}": length(function)
        for path in python_files()
        for function in functions(path)
    }
    assert {name: n for name, n in sizes.items() if n > LONGEST_FUNCTION} == {}


def test_most_functions_are_a_few_lines() -> None:
    sizes = sorted(length(function) for path in python_files() for function in functions(path))
    assert sizes[len(sizes) // 2] <= 9
    assert sizes[len(sizes) * 9 // 10] <= 30


def test_every_room_says_what_it_is() -> None:
    silent = [place(path) for path in python_files() if not path.read_text().startswith('"""')]
    assert silent == []
