"""Unique keys and look-up indexes, as SQL that both engines accept; piccolo writes none."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.table import Table

ID = "2026-11-21T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "unique keys and look-up indexes"

INDEXES = {
    "uq_shop_key_token": "UNIQUE INDEX {} ON shop_key (token_hash)",
    "uq_staff_role": "UNIQUE INDEX {} ON staff_role (shop_id, staff)",
    "uq_staff_session_token": "UNIQUE INDEX {} ON staff_session (token_hash)",
    "uq_sign_in_link_token": "UNIQUE INDEX {} ON sign_in_link (token_hash)",
    "uq_sign_in_attempt": "UNIQUE INDEX {} ON sign_in_attempt (subject_hash, window_start)",
    "uq_customer": "UNIQUE INDEX {} ON customer (shop_id, email_hash)",
    "uq_suppression": "UNIQUE INDEX {} ON suppression (shop_id, email_hash)",
    "uq_event": "UNIQUE INDEX {} ON event (shop_id, event_id)",
    "ix_event_subject": "INDEX {} ON event (shop_id, subject, subject_ref)",
    "uq_order": "UNIQUE INDEX {} ON shop_order (shop_id, order_ref)",
    "ix_order_customer": "INDEX {} ON shop_order (shop_id, customer_id)",
    "uq_contact": "UNIQUE INDEX {} ON contact (shop_id, contact_ref)",
    "ix_contact_order": "INDEX {} ON contact (shop_id, order_ref)",
    "uq_import_run": "UNIQUE INDEX {} ON import_run (shop_id, kind, file_hash)",
    "uq_candidate": "UNIQUE INDEX {} ON candidate (shop_id, survey_kind, subject_ref)",
    "ix_candidate_due": "INDEX {} ON candidate (state, due_at)",
    "ix_candidate_customer": "INDEX {} ON candidate (shop_id, customer_id)",
    "uq_invitation_candidate": "UNIQUE INDEX {} ON invitation (shop_id, candidate_id)",
    "uq_invitation_token": "UNIQUE INDEX {} ON invitation (token_hash)",
    "ix_invitation_state": "INDEX {} ON invitation (state, sent_at)",
    "ix_invitation_customer": "INDEX {} ON invitation (shop_id, customer_id)",
    "uq_answer_draft": "UNIQUE INDEX {} ON answer_draft (invitation)",
    "uq_reader_model": "UNIQUE INDEX {} ON reader_model (shop_id, version)",
    "uq_answer_invitation": "UNIQUE INDEX {} ON answer (invitation_id)",
    "uq_answer_import": "UNIQUE INDEX {} ON answer (shop_id, feedback_ref, order_ref)",
    "ix_answer_day": "INDEX {} ON answer (shop_id, local_day)",
    "ix_answer_order": "INDEX {} ON answer (shop_id, order_ref)",
    "uq_rating": "UNIQUE INDEX {} ON rating (answer, item)",
    "uq_comment_revision": "UNIQUE INDEX {} ON comment (answer, prompt, revision)",
    "ix_comment_reading": "INDEX {} ON comment (reading, id)",
    "ix_comment_day": "INDEX {} ON comment (shop_id, local_day)",
    "uq_tag": "UNIQUE INDEX {} ON tag (comment, code)",
    "ix_tag_code": "INDEX {} ON tag (shop_id, code)",
    "uq_score_count": "UNIQUE INDEX {} ON score_count (shop_id, day, form, item, score)",
    "uq_tag_count": "UNIQUE INDEX {} ON tag_count (shop_id, day, code)",
    "uq_outbox_key": "UNIQUE INDEX {} ON outbox_message (shop_id, key)",
    "ix_outbox_state": "INDEX {} ON outbox_message (state, next_try_at)",
    "uq_job_run": "UNIQUE INDEX {} ON job_run (shop_id, job, period)",
    "uq_digest": "UNIQUE INDEX {} ON digest (shop_id, staff_id, period)",
}


class RawTable(Table):
    """Only a door to raw SQL inside a migration."""


async def forwards() -> MigrationManager:
    """Create every index of the list."""
    manager = MigrationManager(migration_id=ID, app_name="models", description=DESCRIPTION)

    async def create() -> None:
        for name, definition in INDEXES.items():
            await RawTable.raw("CREATE " + definition.replace("{}", name))

    async def drop() -> None:
        for name in INDEXES:
            await RawTable.raw("DROP INDEX " + name)

    manager.add_raw(create)
    manager.add_raw_backwards(drop)
    return manager
