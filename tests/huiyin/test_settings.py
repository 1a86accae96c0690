from pathlib import Path

import pytest

from huiyin.settings import SettingInvalid, Settings, load

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"


def settings(tmp_path: Path, **values: str) -> Settings:
    return load({"HUIYIN_VAR_DIR": str(tmp_path), **values})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HUIYIN_PORT", "eighty"),
        ("HUIYIN_PORT", "70000"),
        ("HUIYIN_SECRET_KEY", "too short"),
        ("HUIYIN_SECRET_KEY", "a" * 40),
        ("HUIYIN_DATABASE_URL", "mysql://x"),
        ("HUIYIN_BASE_URL", "survey.example"),
        ("HUIYIN_MAIL", "pigeon"),
        ("HUIYIN_MAIL", "smtp"),
        ("HUIYIN_SMTP_TLS", "perhaps"),
        ("HUIYIN_WORKER", "elsewhere"),
        ("HUIYIN_SMTP_PASSWORD_FILE", "/no/such/file"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingInvalid, match=name):
        settings(tmp_path, **{name: value})


def test_an_unknown_variable_is_a_warning_with_a_guess(tmp_path: Path) -> None:
    (warning,) = settings(tmp_path, HUIYIN_PROT="80").warnings
    assert "HUIYIN_PROT" in warning
    assert "HUIYIN_PORT" in warning


def test_a_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = settings(tmp_path).secret_keys
    assert settings(tmp_path).secret_keys == first
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_a_secret_may_come_from_a_file_but_not_from_both(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(SECRET + "\n")
    assert settings(tmp_path, HUIYIN_SECRET_KEY_FILE=str(file)).secret_keys == (SECRET.encode(),)
    with pytest.raises(SettingInvalid, match="both set"):
        settings(tmp_path, HUIYIN_SECRET_KEY_FILE=str(file), HUIYIN_SECRET_KEY=SECRET)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingInvalid, match="HUIYIN_VAR_DIR"):
        load({"HUIYIN_VAR_DIR": str(tmp_path / "file" / "below")})


def test_nothing_secret_is_shown(tmp_path: Path) -> None:
    shown = str(
        settings(
            tmp_path,
            HUIYIN_SECRET_KEY=SECRET,
            HUIYIN_DATABASE_URL="postgresql://huiyin:hush@db/huiyin",
            HUIYIN_SMTP_HOST="mail.example",
            HUIYIN_SMTP_PASSWORD="hushhush",
        ).shown()
    )
    assert SECRET not in shown
    assert "hush" not in shown
