"""From an order or a contact to one letter, its reminder, and the way out of it."""
