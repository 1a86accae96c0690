"""Pure: which role may do what. Default deny: what is not in the table is not allowed."""

from enum import StrEnum

from models.choices import Role


class Act(StrEnum):
    """Something a person may want to do in a shop."""

    SEE_NUMBERS = "see_numbers"
    READ_COMMENTS = "read_comments"
    CORRECT_TAGS = "correct_tags"
    NAME_TAGS = "name_tags"
    EXPORT = "export"
    HANDLE_ALERTS = "handle_alerts"
    SEE_CASES = "see_cases"
    WORK_CASES = "work_cases"
    ASSIGN_CASES = "assign_cases"
    SEE_AGENTS = "see_agents"
    SEE_SETTINGS = "see_settings"
    CHANGE_SETTINGS = "change_settings"


ALLOWED: dict[Role, frozenset[Act]] = {
    Role.OWNER: frozenset(Act),
    Role.MANAGER: frozenset(Act) - {Act.CHANGE_SETTINGS},
    Role.ANALYST: frozenset({Act.SEE_NUMBERS, Act.READ_COMMENTS, Act.EXPORT, Act.SEE_CASES}),
    Role.SERVICE: frozenset(
        {Act.SEE_NUMBERS, Act.READ_COMMENTS, Act.CORRECT_TAGS, Act.SEE_CASES, Act.WORK_CASES}
    ),
}


def may(role: Role, act: Act) -> bool:
    """Say whether `role` includes `act`."""
    return act in ALLOWED[role]
