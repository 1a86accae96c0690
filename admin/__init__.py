"""
The manager's side: what changed, whether it is real, and whose words say so.

Signed-in pages, cases, charts, digests and the numbers under them live here. Numbers come from
`admin.measures`, which is pure; rows come from `models.queries`, which alone speaks SQL. Nothing
here knows the shopper's side, and nothing here keeps time, sends mail or reads the environment:
the clock and the letters' way out are handed in by `huiyin`.
"""
