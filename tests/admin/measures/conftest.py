"""Property tests here may take the time they need: nothing in this project asserts on seconds."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
