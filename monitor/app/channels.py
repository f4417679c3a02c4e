"""The named targets of the settings, and the messengers that reach them."""

from __future__ import annotations

import os

from monitor.app.opening import App
from monitor.deliver.channels import Channel, Channels
from monitor.deliver.chat import ChatMessenger
from monitor.deliver.mail import MailMessenger, MailOptions
from monitor.errors import SettingsError
from monitor.event.recipients import known_url
from monitor.model import WEBHOOK
from monitor.ports import Messenger
from monitor.settings import Settings


def channels_of(settings: Settings) -> Channels:
    """The targets by name; raises SettingsError for one that may not be used."""
    found: dict[str, Channel] = {}
    for number, one in enumerate(settings.target, 1):
        if one.name in found:
            raise SettingsError(f"target[{number}].name", f"there are two targets named {one.name!r}")
        url = one.url or os.environ.get(one.url_env, "") if one.kind == "apprise" else ""
        key = f"target[{number}].{'url_env' if one.url_env else 'url'}"
        if one.kind == "apprise":
            try:
                known_url(url, settings.channels.schemes)
            except ValueError as error:
                raise SettingsError(key, str(error)) from None
        found[one.name] = Channel(one.name, one.kind, url, one.to)
    return found


def sink_of(settings: Settings, target: str) -> str:
    """The sink that a target goes by: that of the settings' target of this name, else a webhook."""
    return next((one.kind for one in settings.target if one.name == target), WEBHOOK)


def mail_options(settings: Settings) -> MailOptions:
    """The mail server of the settings."""
    mail = settings.mail
    password = os.environ.get(mail.password_env, "") if mail.password_env else ""
    return MailOptions(mail.host, mail.port, mail.security, mail.user, password, mail.sender)


def open_messengers(app: App) -> dict[str, Messenger]:
    """One messenger of each kind; threads are made when one sends."""
    channels, clock = channels_of(app.settings), app.world.clock
    return {
        "apprise": ChatMessenger(channels, clock),
        "mail": MailMessenger(mail_options(app.settings), channels, clock),
    }
