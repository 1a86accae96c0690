"""What piccolo's own commands look for: the tables' registry and the engine in use.

The program itself binds its engine in `models.database.start`; only `piccolo …` typed by hand reads
the environment here.
"""

import os

from piccolo.conf.apps import AppRegistry

from models.database import DatabaseUnavailable, bound, engine_for
from models.database.door import BoundEngine

APP_REGISTRY = AppRegistry(apps=["models.piccolo_app"])


def __getattr__(name: str) -> BoundEngine:
    """Give piccolo the open engine as `DB`, or the one that HUIYIN_DATABASE_URL names."""
    if name != "DB":
        raise AttributeError(name)
    try:
        return bound()
    except DatabaseUnavailable:
        return engine_for(os.environ.get("HUIYIN_DATABASE_URL", "sqlite:///var/huiyin.db"))
