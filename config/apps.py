"""The project itself as an app, so that it can bring commands that need both others."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Wiring only: settings, addresses, and `run_local`."""

    name = "config"
