"""What a database knows of the sizes of its tables."""

from __future__ import annotations

from sqlalchemy import Engine, insert, text

from elearn.core.database import learn_sizes
from elearn.jobs.models import Job
from tests.guide.test_rules import NOW


def test_sqlite_learns_them_when_told(engine: Engine) -> None:
    rows = [{"kind": "uji", "key": f"uji:{n}", "payload": {}, "created_at": NOW, "run_at": NOW} for n in range(50)]
    with engine.begin() as connection:
        connection.execute(insert(Job).values(attempts=0), rows)
    learn_sizes(engine)
    learn_sizes(engine)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            known = connection.execute(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'job'")).scalars().all()
        assert known
        assert all(stat.split()[0] == "50" for stat in known)
