"""The whole site as files, for any web server or CDN: what HTTP serves, written down."""

from feeds.export.folder import Folder, Summary
from feeds.export.walking import export

__all__ = ["Folder", "Summary", "export"]
