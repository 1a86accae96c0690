"""Manners of the whole room: examples run, sources are named, nothing heavy is imported."""

import ast
import doctest
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOM = Path(__file__).parents[3] / "admin" / "measures"
MODULES = sorted(path.stem for path in ROOM.glob("*.py") if path.stem != "__init__")
# formulas, records and keys that estimators are made of; they publish no number themselves
PLUMBING = {"arrays", "intervals", "distributions", "covariance", "periods", "estimate"}


@pytest.mark.parametrize("name", MODULES)
def test_every_example_runs(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"admin.measures.{name}"))
    assert outcome.failed == 0


@pytest.mark.parametrize("name", sorted(set(MODULES) - PLUMBING))
def test_every_estimator_names_its_source_or_its_formula(name: str) -> None:
    tree = ast.parse((ROOM / f"{name}.py").read_text(encoding="utf-8"))
    long = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "Parameters" in (ast.get_docstring(node) or "")
    ]
    without = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name in long
        and not re.search(r"References\n-+\n", ast.get_docstring(node) or "")
    ]
    assert without == []


def test_serving_numbers_does_not_load_the_heavy_half_of_scipy() -> None:
    imports = "; ".join(f"import admin.measures.{name}" for name in MODULES)
    heavy = "[m for m in sys.modules if m.startswith(('scipy.stats', 'statsmodels', 'sklearn'))]"
    command = [sys.executable, "-c", f"import sys; {imports}; print({heavy})"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOM.parents[1])
    assert done.stdout.strip() == "[]"
