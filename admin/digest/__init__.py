"""The weekly digest: a shop's week, judged, written and put into the outbox once."""
