"""The tables, once, for SQLAlchemy Core. Owns their shape; migrations/ owns how a store gets it.

A test holds this module and the sum of the migrations equal.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    Uuid,
    false,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite drops zones, so they are put back on the way out."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime: nobody could say what moment it means."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a datetime without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the stored moment as aware UTC."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("public_id", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("ordered_at", UtcDateTime, nullable=False),
    Column("correction", Text),
    Column("evidence", Text),
    Column("final", Boolean, server_default=false(), nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content_html", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("url", Text),
    Column("comments_url", Text),
    Column("comment_count", Integer),
    Column("published_at", UtcDateTime),
    Column("seen_on", Date),
    Column("images", JSON, nullable=False),
    Column("enclosures", JSON, nullable=False),
    Column("related", JSON, nullable=False),
    Index("ix_articles_ordered_at_id", "ordered_at", "id"),
    Index("ix_articles_source_ordered_at", "source", "ordered_at"),
    Index("ix_articles_retracted", "updated_at", sqlite_where=text("status = 'retracted'")),
)

# Every name under which an article is known; weak ones too. Two articles can share a weak one.
identities = Table(
    "identities",
    metadata,
    Column("key", Text, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Index("ix_identities_article_id", "article_id"),
)

# A person or label is its key; the name is the spelling that was seen first.
names = Table(
    "names",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
)

article_names = Table(
    "article_names",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", Text, nullable=False),
    Index("ix_article_names_kind_key", "kind", "key", "article_id"),
)

# In which order articles came: *kind* "all" with no *key*, or a name that an article bore once.
arrivals = Table(
    "arrivals",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Index("ix_arrivals_article_id", "article_id", "kind", "key", unique=True),
    sqlite_with_rowid=False,
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("announce", Boolean, nullable=False),
    Column("reason", Text),
    Index("ix_journal_article_id", "article_id"),
)

# One row. A sequence would number changes before they commit, and a cursor would pass over them.
journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
)

cursors = Table(
    "cursors",
    metadata,
    Column("consumer", String(64), primary_key=True),
    Column("seq", Integer, nullable=False),
)

# *active*: named in the settings. *gone*: why it takes nothing from us any more. *quiet_until*: no
# send before that. *last_known_id*: the highest message id known there, null where nobody looked.
# *next_at*: there is nothing to do for it before that, null where there is nothing at all; it may
# be too early, never too late. *posts_after*: no ordinary post before that, edits may go.
# *news_after*: what the journal announced up to that number is no news there, for it came before
# the place did; null until the planner comes by.
destinations = Table(
    "destinations",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("name", Text, nullable=False),
    Column("transport", String(32), nullable=False),
    Column("address", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("gone", Text),
    Column("quiet_until", UtcDateTime),
    Column("last_known_id", Integer),
    Column("timetable", JSON, server_default="{}", nullable=False),
    Column("approval", Boolean, server_default=false(), nullable=False),
    Column("next_at", UtcDateTime),
    Column("posts_after", UtcDateTime),
    Column("news_after", Integer),
    # By id too: very many may wait for one and the same moment.
    Index("ix_destinations_next_at_id", "next_at", "id"),
)

# *address*: where the post lies or was about to lie. *last_known_id* stays where the outcome of a
# send was never found out, and is null everywhere else. *gathered*: goes into one message with the
# others that are due there; *bundle* is then the id of the first of those in the same message.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("destination_id", ForeignKey("destinations.id"), nullable=False),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    Column("address", Text),
    Column("last_known_id", Integer),
    Column("receipt", JSON),
    Column("reason", Text),
    Column("urgent", Boolean, server_default=false(), nullable=False),
    Column("gathered", Boolean, server_default=false(), nullable=False),
    Column("bundle", Integer, index=True),
    UniqueConstraint("destination_id", "article_id", "revision", "kind"),
    Index("ix_deliveries_state_due_at", "state", "due_at"),
    Index("ix_deliveries_destination_id_state", "destination_id", "state", "id"),
    Index(
        "ix_deliveries_destination_id_due",
        *("destination_id", "state", "kind", "urgent", "due_at"),
    ),
    Index("ix_deliveries_article_id", "article_id"),
)

# What is known of a source between two visits. *address* is what the settings name, *adopted* where
# it has moved for good; *memory* is the flow's own. *settled*: it was visited whole once.
source_states = Table(
    "source_states",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("address", Text, nullable=False),
    Column("adopted", Text),
    Column("memory", JSON, nullable=False),
    Column("settled", Boolean, nullable=False),
    Column("checked_at", UtcDateTime),
    Column("succeeded_at", UtcDateTime),
    Column("changed_at", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("not_before", UtcDateTime),
    Column("failures", Integer, nullable=False),
    Column("reason", Text),
    Column("stopped", Text),
    Column("note", Text),
    Column("warning", Text),
)

# An item under the name its source has for it, and the article it is.
sightings = Table(
    "sightings",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("article_id", ForeignKey("articles.id"), nullable=False),
    Column("claim", String(64), nullable=False),
    Column("missing", Integer, nullable=False),
    Index("ix_sightings_article_id", "article_id"),
)

# What of a source was refused, or taken with a part set aside, and why. *refused*: the whole item.
set_aside = Table(
    "set_aside",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("origin", Text, primary_key=True),
    Column("refused", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# A hub that is to tell us of a source's changes (WebSub). *id* stands in the address it calls.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("source", String(100), nullable=False, unique=True),
    Column("hub", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("secret", String(64), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("reason", Text),
)

# What a feed held when its hubs were told last: told again where that becomes another.
told_feeds = Table(
    "told_feeds",
    metadata,
    Column("slug", Text, primary_key=True),
    Column("digest", String(64), nullable=False),
)

# A hub that is still to be told of a feed (WebSub): *topic* is its address. *seq*: the last change.
tellings = Table(
    "tellings",
    metadata,
    Column("hub", Text, primary_key=True),
    Column("topic", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text),
    Index("ix_tellings_hub_due_at", "hub", "due_at"),
)

# Articles that an editor wants posted nowhere until they are let go.
holds = Table(
    "holds",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# Under which name a transport keeps a picture that it was sent before.
pictures = Table(
    "pictures",
    metadata,
    Column("transport", String(32), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("file_id", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

# What an editor was told of, for as long as it stands: a channel that is lost, a post that waits.
notices = Table(
    "notices",
    metadata,
    Column("editor", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", String(200), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
