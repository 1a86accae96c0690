"""One stage in depth: its questions, its course, where it differs, and the facts beside it."""
