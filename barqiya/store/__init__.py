"""The article store: the only writer of the database, and the keeper of its journal."""

from barqiya.store.database import Database, Transaction

__all__ = ["Database", "Transaction"]
