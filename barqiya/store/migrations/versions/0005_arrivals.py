"""In which order articles first came, whole and under each name: what archives are cut by."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrivals",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_arrivals_article_id")
        ),
        sa.PrimaryKeyConstraint("kind", "key", "place", name=op.f("pk_arrivals")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO arrivals (kind, key, place, article_id) "
        "SELECT 'all', '', row_number() OVER (ORDER BY min(seq)), article_id "
        "FROM journal GROUP BY article_id"
    )
    op.execute(
        "INSERT INTO arrivals (kind, key, place, article_id) "
        "SELECT borne.kind, borne.key, "
        "row_number() OVER (PARTITION BY borne.kind, borne.key ORDER BY came.place), "
        "borne.article_id "
        "FROM (SELECT DISTINCT kind, key, article_id FROM article_names) AS borne "
        "JOIN arrivals AS came ON came.kind = 'all' AND came.article_id = borne.article_id"
    )
    op.create_index(
        "ix_arrivals_article_id", "arrivals", ["article_id", "kind", "key"], unique=True
    )
