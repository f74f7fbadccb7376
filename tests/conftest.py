"""How all tests are run: no example is ever failed for the time it took, on whatever machine."""

from hypothesis import settings

settings.register_profile("promises", deadline=None)
settings.load_profile("promises")
