import subprocess
import sys
from pathlib import Path

import pytest

from barqiya.errors import StoreBusyError
from barqiya.single import only_one

HOLD = """
import sys
from pathlib import Path
from barqiya.single import only_one
with only_one(Path(sys.argv[1]), "busy"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_one_process_holds_a_store_and_its_death_frees_it(tmp_path: Path) -> None:
    """A second relay is refused while the first lives; a killed one leaves nothing to clear up."""
    lock = tmp_path / "store.db.lock"
    command = [sys.executable, "-c", HOLD, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:  # noqa: S603 - our own program
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with (
            pytest.raises(StoreBusyError, match="busy"),
            only_one(lock, "busy"),
        ):
            pass
        holder.kill()
        holder.wait()
        with only_one(lock, "busy"):
            pass
