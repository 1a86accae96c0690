"""The application's shelf of analyses, kept for whoever asks the same next."""

from typing import Final

from litestar.datastructures import State

from admin.dashboard.drivers.analysis import Analysis
from admin.dashboard.shelf import Shelf as AnyShelf

NAME: Final = "drivers_shelf"
Shelf = AnyShelf[Analysis]


def shelf_of(state: State) -> Shelf:
    """Return the application's shelf, made by whoever asks first."""
    if NAME not in state:
        state[NAME] = Shelf()
    shelf: Shelf = state[NAME]
    return shelf
