"""The pages of cases: which wait, and what is known and done about one of them."""
