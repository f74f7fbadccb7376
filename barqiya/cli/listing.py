"""A list of articles, as the commands print it: for a person or for scripts."""

from collections.abc import Sequence

from barqiya.cli import as_json
from barqiya.cli.speaking import out, out_json
from barqiya.domain.article import Article


def print_listing(found: Sequence[Article], *, as_objects: bool) -> None:
    """Print *found*, a line each or as a JSON array."""
    if as_objects:
        out_json([as_json.brief(article) for article in found])
        return
    for article in found:
        when = article.content.published_at
        day = when.date().isoformat() if when else "          "
        names = "، ".join(author.name for author in article.content.authors)
        out(f"{article.id.hex[:8]}  {day}  {article.content.title}" + (f" — {names}" * bool(names)))
