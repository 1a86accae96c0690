"""Drawings of numbers as SVG text: pure functions, the same for page, print and letter.

Words and numbers arrive written in the reader's language; nothing here reads rows or counts.
"""
