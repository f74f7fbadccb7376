"""How all tests are run: none is ever failed for the time it took, on whatever machine.

``pytest --hypothesis-profile=explore`` has the property tests draw other examples than always.
"""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from barqiya.search import abreast

_ANY_TIME = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("explore", derandomize=False, **_ANY_TIME)
settings.register_profile("promises", derandomize=True, **_ANY_TIME)
settings.load_profile("promises")


@pytest.fixture(scope="session", autouse=True)
def patient_searches() -> Iterator[None]:
    """Have a search wait for what was committed a moment ago, however slow the machine is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(abreast, "_PATIENCE_SECONDS", 30.0)
        yield
