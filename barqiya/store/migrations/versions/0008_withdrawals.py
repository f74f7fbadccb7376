"""A small index of what is retracted: every feed looks whether some is still to be shown."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_articles_retracted",
        "articles",
        ["updated_at"],
        sqlite_where=sa.text("status = 'retracted'"),
    )
