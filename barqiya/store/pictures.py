"""Under which name a transport keeps a picture that it was sent before. Owns the rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from barqiya.store.database import Transaction
from barqiya.store.schema import pictures

Kept = tuple[str, datetime]
"""The name of a picture, and when it was given (aware UTC)."""


def known(tx: Transaction, transport: str, urls: Iterable[str]) -> dict[str, Kept]:
    """Return the names of those pictures of *urls* that have one."""
    wanted = select(pictures.c.url, pictures.c.file_id, pictures.c.at).where(
        pictures.c.transport == transport, pictures.c.url.in_(list(urls))
    )
    return {row.url: (row.file_id, row.at) for row in tx.execute(wanted)}


def keep(tx: Transaction, transport: str, names: Mapping[str, str], at: datetime) -> None:
    """Record under which name each picture, by its address, was kept at *at* (aware)."""
    for url, file_id in names.items():
        row = upsert(pictures).values(transport=transport, url=url, file_id=file_id, at=at)
        newer = {"file_id": file_id, "at": at}
        tx.execute(row.on_conflict_do_update(index_elements=["transport", "url"], set_=newer))


def forget(tx: Transaction, transport: str, urls: Iterable[str]) -> None:
    """Record that the pictures are not to be had under their names any more."""
    gone = pictures.c.url.in_(list(urls))
    tx.execute(delete(pictures).where(pictures.c.transport == transport, gone))
