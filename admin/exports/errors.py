"""What can go wrong when a page is asked for as a file.

ExportError
└── NoFont      no font with Chinese characters is there to draw a picture with
"""


class ExportError(Exception):
    """The root of this room's errors."""


class NoFont(ExportError):
    """A picture would be drawn with boxes instead of Chinese, so none is drawn."""
