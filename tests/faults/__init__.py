"""Programs that kill, cut and starve Huiyin, and checkers that look at what is left.

The tests here run short forms; `make faults` (benchmarks/faults) runs the long ones.
"""
