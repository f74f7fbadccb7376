"""How many comments an article has, where its source says so."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("comment_count", sa.Integer(), nullable=True))
