"""Broadcasts: timetables, approval, holds, digests, the queue's front, editors' retractions."""

import sqlalchemy as sa
from alembic import op

from barqiya.store.schema import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # With a default in the store, for SQLite then only adds: to change a column it would make the
    # table anew, which what refers to it does not let happen.
    op.add_column("articles", _flag("final"))
    op.add_column(
        "destinations",
        sa.Column("timetable", sa.JSON(), server_default="{}", nullable=False),
    )
    op.add_column("destinations", _flag("approval"))
    op.add_column("destinations", sa.Column("next_at", UtcDateTime(), nullable=True))
    op.add_column("destinations", sa.Column("posts_after", UtcDateTime(), nullable=True))
    op.add_column("destinations", sa.Column("news_after", sa.Integer(), nullable=True))
    op.create_index("ix_destinations_next_at_id", "destinations", ["next_at", "id"])
    op.add_column("deliveries", _flag("urgent"))
    op.add_column("deliveries", _flag("gathered"))
    op.add_column("deliveries", sa.Column("bundle", sa.Integer(), nullable=True))
    op.create_index("ix_deliveries_bundle", "deliveries", ["bundle"])
    op.create_index(
        "ix_deliveries_destination_id_due",
        "deliveries",
        ["destination_id", "state", "kind", "urgent", "due_at"],
    )
    _fill()
    op.create_table(
        "holds",
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_holds_article_id")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_holds")),
    )
    op.create_table(
        "pictures",
        sa.Column("transport", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("transport", "url", name=op.f("pk_pictures")),
    )


def _flag(name: str) -> "sa.Column[bool]":
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _fill() -> None:
    """Have whatever waits somewhere looked at once after the upgrade."""
    op.execute(
        "UPDATE destinations SET next_at = (SELECT min(due_at) FROM deliveries WHERE "
        "destination_id = destinations.id AND state IN ('due', 'claimed', 'uncertain'))"
    )
