"""Broadcasts: timetables, approval, holds, digests, the queue's front, editors' retractions."""

import sqlalchemy as sa
from alembic import op

from barqiya.store.schema import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("final", sa.Boolean(), nullable=True))
    with op.batch_alter_table("destinations") as destinations:
        destinations.add_column(sa.Column("timetable", sa.JSON(), nullable=True))
        destinations.add_column(sa.Column("approval", sa.Boolean(), nullable=True))
        destinations.add_column(sa.Column("next_at", UtcDateTime(), nullable=True))
        destinations.add_column(sa.Column("posts_after", UtcDateTime(), nullable=True))
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.add_column(sa.Column("urgent", sa.Boolean(), nullable=True))
        deliveries.add_column(sa.Column("gathered", sa.Boolean(), nullable=True))
        deliveries.add_column(sa.Column("bundle", sa.Integer(), nullable=True))
    _fill()
    with op.batch_alter_table("articles") as articles:
        articles.alter_column("final", existing_type=sa.Boolean(), nullable=False)
    with op.batch_alter_table("destinations") as destinations:
        destinations.alter_column("timetable", existing_type=sa.JSON(), nullable=False)
        destinations.alter_column("approval", existing_type=sa.Boolean(), nullable=False)
        destinations.create_index("ix_destinations_next_at", ["next_at"])
    with op.batch_alter_table("deliveries") as deliveries:
        deliveries.alter_column("urgent", existing_type=sa.Boolean(), nullable=False)
        deliveries.alter_column("gathered", existing_type=sa.Boolean(), nullable=False)
        deliveries.create_index("ix_deliveries_bundle", ["bundle"])
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


def _fill() -> None:
    """Say of what is there already what was true until now: at once, unasked, one by one."""
    op.execute("UPDATE articles SET final = false")
    op.execute("UPDATE destinations SET timetable = '{}', approval = false")
    op.execute("UPDATE deliveries SET urgent = false, gathered = false")
    # Whatever waits somewhere is looked at once after the upgrade.
    op.execute(
        "UPDATE destinations SET next_at = (SELECT min(due_at) FROM deliveries WHERE "
        "destination_id = destinations.id AND state IN ('due', 'claimed', 'uncertain'))"
    )
