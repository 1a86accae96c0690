"""Shapes only: one class per table, with its docstring; queries live in models/queries/."""
