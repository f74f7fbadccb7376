"""The command line's grammar: commands, options and their help. Runs nothing."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

ROLES = ("feeds", "bot", "ingest")
FORMATS = ("rss", "atom", "json")

_LONGEST_ID = 18  # digits: what every database takes for a key
_ID = "its id, the beginning of it, or its address"


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; ``command`` in its result names the one asked for."""
    top = argparse.ArgumentParser(
        prog="barqiya",
        description="One article store, two outputs: feeds for readers and posts for Telegram.",
    )
    top.add_argument(
        "--config", type=Path, metavar="FILE", help="settings (default: barqiya.toml where one is)"
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in _COMMANDS:
        add(commands)
    return top


if TYPE_CHECKING:
    _Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - no other name


def _run(commands: "_Commands") -> None:
    run = commands.add_parser("run", help="serve feeds and pages, and run the bot, in one process")
    run.add_argument(
        "--only",
        type=_roles,
        default=frozenset(ROLES),
        metavar="ROLES",
        help=f"some of {','.join(ROLES)}, with commas between",
    )


def _import(commands: "_Commands") -> None:
    take = commands.add_parser("import", help="take files or folders of articles into the store")
    take.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    take.add_argument(
        "--kind",
        choices=("text", "html", "markdown", "json"),
        help="what the files are (default: by their names and what they hold)",
    )
    take.add_argument("--url", help="the address at which the article stands (one file only)")


def _refresh(commands: "_Commands") -> None:
    refresh = commands.add_parser("refresh", help="visit the sources now, all or one")
    refresh.add_argument("source", nargs="?", metavar="SOURCE", help="its name in the settings")
    refresh.add_argument(
        "--whole", action="store_true", help="read all that it holds anew, not only what is new"
    )


def _sources(commands: "_Commands") -> None:
    sources = commands.add_parser("sources", help="how the sources are, and what was refused")
    sources.add_argument("source", nargs="?", metavar="SOURCE", help="one, with what was refused")
    sources.add_argument("--json", action="store_true", help="as a JSON array")


def _latest(commands: "_Commands") -> None:
    latest = commands.add_parser("latest", help="the newest articles")
    _add_listing(latest)


def _search(commands: "_Commands") -> None:
    search = commands.add_parser(
        "search",
        help="find articles",
        description=(
            'Words, "phrases", begin*, -excluded, OR, (groups); author:name, category:, tag:, '
            "source:, lang:, title:word, after:yesterday, before:2025-03-01. The names of fields "
            "may be Arabic: see docs/query.md."
        ),
    )
    search.add_argument("query", nargs="+", metavar="QUERY")
    _add_listing(search)


def _show(commands: "_Commands") -> None:
    show = commands.add_parser("show", help="one article, whole")
    show.add_argument("id", metavar="ID", help=_ID)
    show.add_argument("--json", action="store_true", help="as a JSON array of one object")


def _feed(commands: "_Commands") -> None:
    feed = commands.add_parser("feed", help="write a feed to standard output")
    feed.add_argument(
        "slug",
        metavar="SLUG",
        help="all, category/NAME, author/NAME, tag/NAME, one of the settings, 'search?q=WORDS'",
    )
    feed.add_argument("--format", choices=FORMATS, default="rss")
    feed.add_argument("--query", metavar="WORDS", help="what the feed `search` is to hold")
    feed.add_argument("--page", metavar="N", help="the page N of the feed's history")
    feed.add_argument("--places", metavar="N-M", help="of the history, the articles N to M")


def _export(commands: "_Commands") -> None:
    export = commands.add_parser(
        "export", help="write the whole site of feeds and pages as files, for any web server"
    )
    export.add_argument("folder", type=Path, metavar="DIR", help="only what changed is rewritten")


def _deliveries(commands: "_Commands") -> None:
    deliveries = commands.add_parser("deliveries", help="what was sent, what waits, what is held")
    deliveries.set_defaults(state=None, channel=None, json=False, n=20)
    acts = deliveries.add_subparsers(dest="act", metavar="ACT")
    listing = acts.add_parser("list", help="the newest deliveries")
    listing.add_argument("-n", type=_positive, default=20, metavar="N")
    listing.add_argument("--state", help="only those in this state, e.g. held or rejected")
    audit = acts.add_parser("audit", help="what is in the feed and not in a channel, and why")
    audit.add_argument(
        "-n", type=_positive, default=50, metavar="N", help="of the N newest articles (50)"
    )
    for one in (listing, audit):
        one.add_argument("--channel", metavar="NAME", help="of this channel only")
        one.add_argument("--json", action="store_true", help="as a JSON array")
    for act, what in (
        ("retry", "try again what was held or rejected"),
        ("drop", "give up what is not sent"),
    ):
        one = acts.add_parser(act, help=what)
        one.add_argument("id", type=_delivery_id, metavar="ID")


def _retract(commands: "_Commands") -> None:
    retract = commands.add_parser(
        "retract", help="withdraw an article everywhere, whatever its source still shows"
    )
    retract.add_argument("id", metavar="ID", help=_ID)
    act = retract.add_mutually_exclusive_group(required=True)
    act.add_argument("--why", type=_words, metavar="TEXT", help="the reason, for the record")
    act.add_argument("--undo", action="store_true", help="publish it again")


def _correct(commands: "_Commands") -> None:
    correct = commands.add_parser(
        "correct",
        help="change an article; feeds and posts follow",
        description="The correction stands until the source itself says something new.",
    )
    correct.add_argument("id", metavar="ID", help=_ID)
    correct.add_argument("--title", type=_words, metavar="TEXT", help="the new title")
    correct.add_argument("--summary", type=_words, metavar="TEXT", help="the new summary")
    correct.add_argument(
        "--file", type=Path, metavar="FILE", help="the new text: a file as `import` takes it"
    )
    correct.add_argument("--why", type=_words, metavar="TEXT", help="what readers are told of it")


def _hold(commands: "_Commands") -> None:
    hold = commands.add_parser("hold", help="keep an article from being posted until you let it go")
    hold.add_argument("id", metavar="ID", help=_ID)
    hold.add_argument("--why", type=_words, metavar="TEXT", help="the reason, for the record")
    hold.add_argument("--release", action="store_true", help="let it go")


def _post(commands: "_Commands") -> None:
    post = commands.add_parser(
        "post", help="post an article to a channel now, whatever its query and hours say"
    )
    post.add_argument("id", metavar="ID", help=_ID)
    post.add_argument("--to", required=True, metavar="CHANNEL", help="its name in the settings")


def _check(commands: "_Commands") -> None:
    commands.add_parser("check", help="look at settings, store, search index, sources and bot")


def _reindex(commands: "_Commands") -> None:
    commands.add_parser("reindex", help="make the search index anew; searches go on meanwhile")


def _upgrade(commands: "_Commands") -> None:
    commands.add_parser("upgrade", help="bring an older store to this program's schema")


def _add_listing(command: argparse.ArgumentParser) -> None:
    command.add_argument("-n", type=_positive, default=10, metavar="N", help="at most N (10)")
    command.add_argument("--json", action="store_true", help="as a JSON array")


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 1 <= number <= 1000:  # noqa: PLR2004 - the bound is said in the next line
        raise argparse.ArgumentTypeError("a number from 1 to 1000, please")
    return number


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise argparse.ArgumentTypeError("some words, please")
    return words


def _delivery_id(text: str) -> int:
    if not text.isdecimal() or len(text) > _LONGEST_ID:
        raise argparse.ArgumentTypeError("the number of a delivery, please")
    return int(text)


def _roles(text: str) -> frozenset[str]:
    roles = frozenset(part.strip() for part in text.split(",") if part.strip())
    if not roles or roles - set(ROLES):
        raise argparse.ArgumentTypeError(f"some of {', '.join(ROLES)}, please")
    return roles


_COMMANDS = (
    _run,
    _import,
    _refresh,
    _sources,
    _latest,
    _search,
    _show,
    _feed,
    _export,
    _deliveries,
    _retract,
    _correct,
    _hold,
    _post,
    _check,
    _reindex,
    _upgrade,
)
