"""Doors in: what shops tell us, by signed events and by files, and the state folded from it.

Whom to ask about it is decided in feedback/invitations; here an order only becomes askable.
"""
