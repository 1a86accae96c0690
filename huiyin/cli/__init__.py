"""`huiyin`: the operator's commands, one module per topic."""

from __future__ import annotations

from importlib import import_module

import click

# In the order of an operator's day; each module offers its COMMANDS.
TOPICS = (
    "service",
    "demo",
    "doctor",
    "people",
    "policy",
    "imports",
    "reader",
    "models",
    "report",
    "export",
    "digest",
    "rollup",
    "safekeeping",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="huiyin")
def main() -> None:
    """Huiyin 回音: service-quality surveys and feedback for online retailers."""


for topic in TOPICS:
    for command in import_module(f"huiyin.cli.{topic}").COMMANDS:
        main.add_command(command)
