"""The kinds of sources, by the names that settings use. Registers; reads nothing itself."""

from collections.abc import Mapping

from barqiya.sources import folder, pages, syndication, wordpress
from barqiya.sources.flow import SourceKind

SOURCE_KINDS: Mapping[str, SourceKind] = {
    "wordpress": wordpress.flow,
    "feed": syndication.flow,
    "page": pages.flow,
    "files": folder.flow,
}
