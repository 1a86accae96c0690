"""Charts: what their marks say, held against golden drawings."""
