"""Site rules: the files of a folder become rules, or a one-line error that names file, rule and key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from pydantic import Field, ValidationError, field_validator

from monitor.errors import SettingsError
from monitor.model import PageType, SiteRule
from monitor.settings.sections import Section

DEFAULT_FOLDER: Final = Path("config/sites")


class SiteRuleSettings(Section):
    """One `[[rule]]` of a file. Lists may be written as a single text."""

    name: str = Field(default="", max_length=80)
    match: tuple[str, ...] = Field(min_length=1)
    type: PageType = PageType.AUTO
    content: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    ignore_text: tuple[str, ...] = ()
    mask_text: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    fields: dict[str, str] = Field(default_factory=dict)
    min_chars: int = Field(default=0, ge=0)

    @field_validator(
        "match",
        "content",
        "remove",
        "keep",
        "ignore_text",
        "mask_text",
        "title",
        "published",
        "modified",
        mode="before",
    )
    @classmethod
    def _as_list(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


def load_site_rules(folder: Path) -> tuple[SiteRule, ...]:
    """The rules in all files of a folder, by name; raises SettingsError. The default folder need not be there."""
    if not folder.is_dir():
        if folder == DEFAULT_FOLDER:
            return ()
        raise SettingsError("site_rules", f"there is no folder {folder}", hint="name another, or make it")
    rules: dict[str, SiteRule] = {}
    for file in sorted(folder.glob("*.toml")):
        for rule in _rules(file):
            if rule.name in rules:
                raise SettingsError(str(file), f"another rule is called {rule.name!r}", hint="give one of them a name")
            rules[rule.name] = rule
    return tuple(rules.values())


def _rules(file: Path) -> list[SiteRule]:
    try:
        tree: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(str(file), f"can not be read: {error}") from error
    listed = tree.pop("rule", [])
    if tree or not isinstance(listed, list):
        raise SettingsError(f"{file}: {next(iter(tree), 'rule')}", "a file of site rules holds only [[rule]] tables")
    return [_rule(file, number, one) for number, one in enumerate(listed, 1)]


def _rule(file: Path, number: int, told: dict[str, Any]) -> SiteRule:
    from monitor.extract.siterule import check  # loads a parser, which who has no rules needs none of

    where = f"{file}: rule[{number}]"
    try:
        one = SiteRuleSettings.model_validate(told)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in fault["loc"])
        unknown = fault["type"] == "extra_forbidden"
        said = "no key of a rule has this name" if unknown else fault["msg"].removeprefix("Value error, ")
        raise SettingsError(f"{where}.{key}", said) from None
    values = one.model_dump() | {"name": one.name or one.match[0], "fields": tuple(one.fields.items())}
    rule = SiteRule(**values)
    try:
        check(rule)
    except SettingsError as error:
        raise SettingsError(f"{where}.{error.key}", str(error).partition(": ")[2]) from error
    return rule
