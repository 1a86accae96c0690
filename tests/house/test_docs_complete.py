"""What can be set, typed or measured is written down."""

import ast

import click

from huiyin.cli import main
from huiyin.settings import VARIABLES
from tests.house.tree import ROOT, parsed, python_files


def commands(group: click.Group, before: str = "huiyin") -> list[str]:
    """Return every command as it is typed."""
    found = []
    for name, command in group.commands.items():
        typed = f"{before} {name}"
        found += commands(command, typed) if isinstance(command, click.Group) else [typed]
    return found


def test_every_setting_has_its_line() -> None:
    page = (ROOT / "docs/reference/settings.md").read_text()
    assert [name for name in VARIABLES if f"`{name}`" not in page] == []


def test_every_command_has_its_line() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text()
    assert [typed for typed in commands(main) if f"`{typed}" not in page] == []


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    reasons = "\n".join(path.read_text() for path in (ROOT / "docs/decisions").glob("*.md"))
    names = [
        d.split("=")[0].split(">")[0].split("[")[0].split(";")[0].strip()
        for d in project["dependencies"]
    ]
    assert [name for name in names if name not in reasons] == []


def test_every_measure_has_its_heading() -> None:
    page = (ROOT / "docs/reference/measures.md").read_text()
    public = {
        node.name
        for path in python_files("admin")
        if "measures" in path.parts
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    assert sorted(name for name in public if f"`{name}`" not in page) == []
