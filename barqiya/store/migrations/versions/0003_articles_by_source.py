"""An index by source: a query can ask for one."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_articles_source_ordered_at", "articles", ["source", "ordered_at"])
