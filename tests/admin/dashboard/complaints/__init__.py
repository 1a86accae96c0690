"""Complaints: their rates, their weeks, their pairs, and the page."""
