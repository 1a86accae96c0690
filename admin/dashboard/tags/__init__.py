"""A shop's own words for complaints: names, hidden ones, added ones, and how well each is read."""
