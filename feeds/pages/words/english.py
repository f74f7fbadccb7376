"""The words of the pages in English."""

from barqiya.domain.query import NoteKind
from feeds.pages.words.shape import Words

ENGLISH = Words(
    language="en",
    locale="en_GB",
    own_name="English",
    skip="Skip to content",
    search="Search",
    search_what="Search the articles",
    search_hint="A word, an author’s name, or a phrase in quotation marks",
    latest="Latest articles",
    follow="Follow us",
    follow_lead="Every article in full as it is published, in your reader or in Telegram. "
    "No account, no advertising.",
    feeds="Feeds",
    everything="All articles",
    named="Selected feeds",
    categories="Categories",
    authors="Authors",
    more="More",
    copy="Copy link",
    copied="Copied",
    how="How do I subscribe?",
    steps=(
        "Choose a feed reader for your phone or computer; many are free.",
        "Copy the link of the feed you want from this page.",
        "Paste it where the reader says “Add feed”. New articles then arrive by themselves.",
    ),
    formats="Not sure which format to take? Take RSS: every reader knows it.",
    telegram="In Telegram",
    telegram_lead="New articles in the channel; searching and reading in a chat with the bot.",
    talk_to_bot="Chat with the bot",
    channel="Channel",
    opml="All feeds in one file (OPML)",
    opml_lead="For those who want to add them all at once.",
    written_by="By",
    published="Published",
    seen_on="Seen on",
    corrected="Corrected on",
    see_also="See also",
    source="The article at its own site",
    feeds_of_page="Follow more like this",
    home="Front page",
    results_for="Results for",
    exactly="Search for exactly what I typed",
    results={"one": "1 result", "other": "{count} results"},
    nothing="Nothing found",
    nothing_lead="Try a shorter or more general word, or leave one of the words out.",
    newer="Previous results",
    older="More results",
    empty="No articles yet",
    empty_lead="They will appear here as they are published. Subscribe now and miss none.",
    not_found="There is nothing at this address",
    not_found_lead="The link may have changed, or lost a letter when it was copied.",
    withdrawn="This article was withdrawn",
    withdrawn_lead="Its publisher took it back after it had appeared, so it cannot be read here.",
    bad_request="We could not make sense of that",
    bad_request_lead="Something in the address is not right. Start from the front page.",
    not_allowed="This address is for reading only",
    not_allowed_lead="Nothing can be sent to it.",
    locked="This page is locked",
    locked_lead="Whoever runs this site opens it with their password.",
    unavailable="Back in a moment",
    unavailable_lead="The articles cannot be reached right now. Please try again shortly.",
    failed="Something went wrong on our side",
    failed_lead="It was not you, and it has been recorded. Please try again shortly.",
    back_home="To the front page",
    made_with="Distributed by Barqiya",
    list_separator=", ",
    follow_search="Follow this search in a feed reader",
    nothing_asked="There is nothing to search for: type a word, a name or a number.",
    tags="Tags",
    rest="and {count} more: search for them by name",
    address="Feed address",
    add_to="Add it to your reader in one click",
    device_reader="An app on this device",
    only_here=(
        "This address can be seen from this machine only: readers on the web will reach it once "
        "the site has a public address."
    ),
    scan="or scan the code with your phone’s camera",
    this_is_a_feed="This is a feed",
    suggestions="Suggestions",
    kinds={"title": "Article", "author": "Author", "category": "Category", "tag": "Tag"},
    feed_lead=(
        "A feed is an address that a reading app watches for you, so that every new article comes "
        "by itself. Copy the address into your app, or choose your reader below."
    ),
    in_feed="Latest in this feed",
    raw="The feed as programs read it",
    history="Corrections",
    first_version="First published",
    revised="Corrected",
    again="Published again",
    retracted="Withdrawn",
    mended="Searched for {pairs}.",
    mended_pair="“{used}” for “{typed}”",
    did_you_mean="Were you looking for:",
    preparing="The archive is still being prepared for the search: there may be more in a while.",
    nearest="The nearest we have",
    follow_search_lead="Every new article that matches comes to you by itself.",
    pages_of_results="Pages of results",
    notes={
        NoteKind.QUOTE: (
            "A quotation mark has no other half, so its words were searched for one by one."
        ),
        NoteKind.PARENTHESIS: "A parenthesis has no other half, so it was passed over.",
        NoteKind.FIELD: "There is no field “{text}”, so it was searched for among the words.",
        NoteKind.EMPTY: "Nothing follows “{text}”, so it was searched for among the words.",
        NoteKind.DATE: (
            "No date that we know follows “{text}”, so it was searched for among the words. "
            "Write after:yesterday, for example, or before:2025-03-01."
        ),
        NoteKind.LANGUAGE: (
            "“{text}” is no language that we know, so it was searched for among the words. "
            "Write lang:en, for example."
        ),
        NoteKind.EITHER: "“{text}” needs something on both its sides, so it was passed over.",
        NoteKind.STAR: (
            "A star goes after the first two letters or more of a word, as in mark*, so it was "
            "left out."
        ),
        NoteKind.LENGTH: (
            "That is a long text: its beginning was searched for and the rest left out."
        ),
        NoteKind.PARTS: "Those are many words: not all of them were searched for.",
        NoteKind.DEPTH: (
            "There are more parentheses within parentheses than we read: the deepest were "
            "passed over."
        ),
    },
)
