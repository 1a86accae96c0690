"""What people complain of: how often, since when, in which words, and the comments themselves."""
