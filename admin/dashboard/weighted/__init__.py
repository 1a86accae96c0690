"""The same pages with answers weighted to all eligible orders, and what weighting did to them."""
