"""Lists as the commands print them: of articles, and of what was made of a source's items."""

from collections.abc import Iterable, Sequence

from barqiya.cli import as_json
from barqiya.cli.speaking import out, out_json
from barqiya.domain.article import Article, Rejected
from barqiya.domain.normalize import without_secrets_in
from barqiya.ingest import Made


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


def print_made(made: Iterable[Made], rejected: Iterable[Rejected]) -> None:
    """Print a line for each of what was *made* of items, and for each that was refused."""
    for one in made:
        out(f"{one.outcome:<9}  {one.article_id.hex[:8]} r{one.revision}  {one.title}")
    for refused in rejected:
        out(without_secrets_in(f"refused    {refused.origin}: {refused.reason}"))
