"""Work that goes on beside everything else. Owns what becomes of it when it fails."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from barqiya.errors import TransportError

log = logging.getLogger(__name__)


@asynccontextmanager
async def going(name: str, work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run *work* beside the block; its failure is the operator's to read and stops nothing else."""

    async def guarded() -> None:
        try:
            await work
        except TransportError as error:
            log.error("%s stopped: %s", name, error)  # noqa: TRY400 - the sentence says it all
        except Exception:
            log.exception("%s stopped; restart Barqiya to start it again", name)

    task = asyncio.create_task(guarded(), name=name)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
