"""Settings that follow from the address of the queue."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit


def broker_settings(address: str, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The broker's address and transport options for Celery.

    A `filesystem:///folder` address is the last resort of the embedded way: messages are files in that folder.
    """
    parts = urlsplit(address)
    if parts.scheme != "filesystem":
        return address, options
    folder = Path(parts.path)
    for name in ("messages", "processed", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return "filesystem://", {
        # Both ends are this machine, so what one writes the other reads.
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
    }


def cache_settings(address: str) -> dict[str, Any]:
    """A cache that every process shares: it counts sign-in attempts.

    Beside the queue where that is Redis or Valkey (database 1), in the database where it is not.
    """
    parts = urlsplit(address)
    if parts.scheme == "redis+socket":
        return {"BACKEND": "config.cache.ForgivingRedisCache", "LOCATION": f"unix://{parts.path}?db=1"}
    if parts.scheme in ("redis", "rediss"):
        beside = (int(parts.path.strip("/") or 0) + 1) % 16
        return {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": urlunsplit(parts._replace(path=f"/{beside}")),
        }
    return {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
