"""The manager's numbers for programs: JSON under /api/, one key per shop.

Nothing is computed here: each address gives what the page of the same name shows.
"""
