"""What leaves the pages as files; no number is computed here."""
