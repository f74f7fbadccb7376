"""Taking articles in: files by hand, sources by visiting them, each batch in one transaction."""

from barqiya.ingest.committing import NEWS_AT_MOST, Announcing, Claims, Made, commit
from barqiya.ingest.importing import Progress, Summary, import_files

__all__ = [
    "NEWS_AT_MOST",
    "Announcing",
    "Claims",
    "Made",
    "Progress",
    "Summary",
    "commit",
    "import_files",
]
