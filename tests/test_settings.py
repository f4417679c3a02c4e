import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from monitor.app.declared import declared_sources
from monitor.clock import SystemClock
from monitor.errors import SettingsError
from monitor.settings import Settings, load

ROOT = Path(__file__).parent.parent


def write(folder: Path, text: str) -> Path:
    file = folder / "redline.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_reference_file_states_the_defaults() -> None:
    assert load(ROOT / "config" / "redline.toml", {}) == Settings()


def test_the_reference_file_names_every_key() -> None:
    text = (ROOT / "config" / "redline.toml").read_text(encoding="utf-8")
    sections = {"person", "source", "subscription", "target", "filter"}
    for name, field in Settings.model_fields.items():
        if name not in sections and hasattr(field.annotation, "model_fields"):
            assert f"[{name}]" in text
            for key in field.annotation.model_fields:  # type: ignore[union-attr]  # guarded by hasattr
                assert f"\n{key} = " in text, f"{name}.{key}"
    from monitor.settings.declared import (
        FilterSettings,
        PersonSettings,
        SourceSettings,
        SubscriptionSettings,
        TargetSettings,
    )

    tables: dict[str, type[BaseModel]] = {
        "person": PersonSettings,
        "source": SourceSettings,
        "target": TargetSettings,
        "filter": FilterSettings,
        "subscription": SubscriptionSettings,
    }
    for section, keys in tables.items():
        part = text.split(f"# [[{section}]]")[1].split("\n# [[")[0]
        for key in keys.model_fields:
            assert f"# {key} = " in part, f"{section}.{key}"


def test_the_commented_examples_are_valid_once_uncommented(tmp_path: Path) -> None:
    text = (ROOT / "config" / "redline.toml").read_text(encoding="utf-8")
    lines = text[text.index("# [[person]]") :].splitlines()
    examples = "\n".join(line[2:] for line in lines if re.match(r"# (\[\[|\w+ = )", line))
    examples = examples.replace("to = []", "")
    loaded = load(write(tmp_path, examples.replace('cron = "*/5 6-22 * * *"', "")), {})
    assert loaded.source[0].every == 600.0
    assert loaded.subscription[0].secret_env == "NEWSROOM_WEBHOOK_SECRET"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("colour = 1", "colour"),
        ("[web]\nprot = 1", "web.prot"),
        ("[look]\nfloor = 'soon'", "look.floor"),
        ("[[source]]\nurl = 'https://a.example/'\n[[source]]\nurl = 'ftp://a.example/'", "source[2].url"),
        ("[[source]]\nurl = 'https://a.example/'\nallow_networks = ['10.0.0.0/99']", "source[1].allow_networks[1]"),
        ("[feeds]\nallow_networks = ['10.0.0.1/8']", "feeds.allow_networks[1]"),
        ("[[source]]\nurl = 'https://a.example:99999/'", "source[1].url"),
        ("[[source]]\nurl = 'https://a.example/'\nlink_pattern = '('", "source[1].link_pattern"),
        ("[[source]]\nurl = 'https://a.example/'\nevery = '10m'\ncron = '0 9 * * 1-5'", "source[1].cron"),
        ("[[source]]\nurl = 'https://a.example/'\nevery = '0s'", "source[1].every"),
        ("[look]\ntimezone = 'Mars/Base'", "look.timezone"),
        ("base_url = 'example.org'", "base_url"),
    ],
)
def test_a_bad_key_or_value_is_named_in_one_line(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(write(tmp_path, text), {})
    assert caught.value.key == key
    assert "\n" not in str(caught.value)


def test_a_broken_file_names_the_file_and_the_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"redline\.toml.*line 2"):
        load(write(tmp_path, "[web]\nport = = 3"), {})


def test_a_missing_file_is_named() -> None:
    with pytest.raises(SettingsError, match="no such file"):
        load(Path("nowhere.toml"), {})


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, "[web]\nport = 1000")
    loaded = load(file, {"REDLINE_WEB_PORT": "2000", "REDLINE_REDIS_URL": "redis://h:1", "REDLINE_WEB_HOSTS": "a,b"})
    assert (loaded.web.port, loaded.redis.url, loaded.web.hosts) == (2000, "redis://h:1", ("a", "b"))


@pytest.mark.parametrize("name", ["REDLINE_WEB_PROT", "REDLINE_COLOUR", "REDLINE_SOURCE"])
def test_an_unknown_variable_is_an_error(name: str) -> None:
    with pytest.raises(SettingsError, match="no setting has this name"):
        load(None, {name: "1"})


@pytest.mark.parametrize(
    ("lines", "retire"),
    [("", True), ("kind = 'section'", True), ("kind = 'page'", False), ("kind = 'page'\nretire = true", True),
     ("retire = false", False)],
)  # fmt: skip
def test_single_pages_of_the_file_are_watched_for_ever_and_news_is_not(
    tmp_path: Path,
    lines: str,
    retire: bool,  # noqa: FBT001 - a case of the table
) -> None:
    loaded = load(write(tmp_path, f"[[source]]\nurl = 'https://a.example/'\n{lines}\n"), {})
    (source,) = declared_sources(loaded, SystemClock())
    assert source.rules.retire is retire
