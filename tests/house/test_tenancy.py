"""No query forgets whose rows it may touch."""

from tests.house.tree import functions, place, python_files

# Look-ups that find out which shop it is, and rows that belong to the installation.
EXEMPT = {
    "models/queries/shops.py": {"by_code", "every_shop", "add"},
    "models/queries/staff.py": None,  # people and sessions belong to the installation
    "models/queries/outbox.py": {"claim_batch", "expire_leases"},  # one sender serves all shops
    "models/queries/answers.py": {"asked_by_token", "finding"},
    "models/queries/comments.py": {"waiting", "storing_readings"},  # one reader serves all shops
    "models/queries/api_keys.py": {"by_hash"},  # the key says which shop it is
    "models/queries/drafts.py": {"forget_closed"},
    "models/queries/invitations.py": {"by_token_hash", "due_for_reminder", "due_for_closing"},
}


def test_every_query_takes_the_shop_first() -> None:
    forgetful = []
    for path in python_files("models"):
        if "queries" not in path.parts:
            continue
        allowed = EXEMPT.get(place(path), set())
        if allowed is None:
            continue
        for function in functions(path):
            if function.name.startswith("_") or function.name in allowed:
                continue
            arguments = [a.arg for a in function.args.args if a.arg not in {"self", "cls"}]
            is_method = function.args.args and function.args.args[0].arg in {"self", "cls"}
            if not is_method and arguments[:1] != ["shop_id"]:
                forgetful.append(f"{place(path)}:{function.name}")
    assert forgetful == []
