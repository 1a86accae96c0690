"""How asking goes: who was asked, who was not and why, who answered and how long it took."""
