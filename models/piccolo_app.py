"""The one migration history and the tables it builds, as piccolo's own commands want them."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from models.tables import every_table

APP_CONFIG = AppConfig(
    app_name="models",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=every_table(),
    migration_dependencies=[],
)
