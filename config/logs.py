"""One line an event: plain for a person in the demo, JSON for a collector in production."""

import logging
import logging.config
from typing import Any

import structlog


def without_addresses(logger, name, event):
    """Name a request by its route: Django writes its address, which may hold a token."""
    request = event.pop("request", None)
    if request is not None:
        event["event"] = event["event"].partition(": ")[0]
        match = getattr(request, "resolver_match", None)
        event["route"] = match.view_name if match else None
    return event


_OWN: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_FOREIGN: list[Any] = [*_OWN, structlog.stdlib.ExtraAdder(), without_addresses]


def set_up(*, level: str, as_json: bool) -> None:
    """Send the product's and every library's log lines to standard error in one form.

    `level` is the least that is logged. JSON encodes line breaks, so that no value can forge a line. Neither form
    shows the local variables of a traceback: a statement may be among them.
    """
    plain = structlog.dev.ConsoleRenderer(
        colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
    )
    renderer: list[Any] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()] if as_json else [plain]
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_OWN,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": _FOREIGN,
                    "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["stderr"], "level": level},
            "loggers": {
                # A statement's text can be a parameter of a query: queries are never logged.
                "django.db.backends": {"level": "WARNING"},
                "django.server": {"level": "WARNING"},
                "amqp": {"level": "WARNING"},
                "kombu": {"level": "WARNING"},
                # Each beat tick would be three lines.
                "celery.beat": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
            },
        }
    )
