"""The long fault runs of `make faults`; their programs and checkers are in tests/faults."""
