"""Debian's chromium, started once per folder of tests, and never anything from outside."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def required_chromium() -> str:
    """Return the browser's path; skip where it is missing, fail where it must not be."""
    if CHROMIUM.exists():
        return str(CHROMIUM)
    reason = f"{CHROMIUM} is missing: install Debian's chromium to run the browser tests"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def started() -> AsyncIterator[Browser]:
    """Start the browser and stop it afterwards."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=required_chromium(), args=list(FLAGS)
        )
        try:
            yield browser
        finally:
            await browser.close()


@pytest.fixture(scope="package")
async def chromium(anyio_backend: str) -> AsyncIterator[Browser]:
    """Give the one browser of this folder's tests."""
    async with started() as browser:
        yield browser
