"""A shop with half a year of plausible orders, contacts, answers and comments.

The story is seeded and pure; it is told through the same doors that a real shop uses.
"""
