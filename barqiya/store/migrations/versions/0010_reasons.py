"""Why each correction was made; of those made before, the newest is known."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("journal", sa.Column("reason", sa.Text(), nullable=True))
    op.execute(
        "UPDATE journal SET reason = (SELECT correction FROM articles"
        " WHERE articles.id = journal.article_id AND articles.revision = journal.revision)"
        " WHERE kind = 'corrected'"
    )
