"""The demo room: the reference season, its loader and rehearsals."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A season to look at, and seasons to rehearse."""

    name = "demo"
