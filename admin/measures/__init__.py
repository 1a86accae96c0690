"""
Estimators behind every number a manager sees: pure functions of counts and arrays.

Nothing here reads rows, pages or clocks. Every number leaves as an `Estimate` with its interval,
or with the reason why there is none; sources and limits are in `docs/reference/measures.md`.
"""
