"""`huiyin`: the operator's commands, one module per topic."""

from __future__ import annotations

from importlib import import_module

import click

TOPICS = (
    "service",
    "people",
    "imports",
    "reader",
    "digest",
    "report",
    "rollup",
    "demo",
    "doctor",
    "keep",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="huiyin")
def main() -> None:
    """Huiyin 回音: service-quality surveys and feedback for online retailers."""


for topic in TOPICS:
    try:
        for command in import_module(f"huiyin.cli.{topic}").COMMANDS:
            main.add_command(command)
    except ModuleNotFoundError:
        pass
