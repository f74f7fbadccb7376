import logging

import pytest

from barqiya import logs


def test_no_secret_reaches_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    """A token is removed wherever it stands, known to us or not, traceback included."""
    before = logging.root.handlers[:], logging.root.level
    try:
        logs.configure(secrets=("swordfish",))
        log = logging.getLogger("test")
        log.warning(
            "calling https://api.telegram.org/bot123456789:AAFakeFakeFakeFakeFakeFake/getMe"
        )
        try:
            int("swordfish")
        except ValueError:
            log.exception("it failed")
    finally:
        logging.root.handlers[:], logging.root.level = before
    written = capfd.readouterr().err
    assert "it failed" in written
    assert "getMe" in written
    assert "AAFake" not in written
    assert "swordfish" not in written
