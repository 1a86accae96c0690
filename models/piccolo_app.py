"""The one migration history and the tables it builds."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="models",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=table_finder(
        modules=[
            "models.tables.shops",
            "models.tables.staff",
            "models.tables.customers",
            "models.tables.orders",
            "models.tables.surveys",
            "models.tables.answers",
            "models.tables.audits",
            "models.tables.alerts",
            "models.tables.views",
            "models.tables.outbox",
        ],
        exclude_imported=True,
    ),
    migration_dependencies=[],
)
