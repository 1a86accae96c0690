"""Views that people keep under a name: saved from any page, led to from every page."""
