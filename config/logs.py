"""What the server writes to standard error: one JSON line an event, no address, no form value, no name."""

import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

# Addresses that are secrets: who has one takes the seat, or sets the password.
SECRET_ADDRESS = re.compile(r"(/invitations/|/password/reset/key/)[^/?\s\"']+")


def hide_secret_addresses(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Cut the secret out of addresses in an event; the framework logs the address of each refused request."""
    return {key: SECRET_ADDRESS.sub(r"\1…", value) if isinstance(value, str) else value for key, value in event.items()}


def logging_for(level: str) -> dict[str, Any]:
    """Return Django's LOGGING for one level (`DEBUG`, `INFO`, `WARNING` or `ERROR`)."""
    chain = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    hide_secret_addresses,
                    structlog.processors.JSONRenderer(),
                ],
                "foreign_pre_chain": chain,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": ["stderr"], "level": level, "propagate": False},
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            # Their debug and info lines carry statements, what a page is made of (a receipt, too) and documents.
            "django.db.backends": {"level": "WARNING"},
            "django.template": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
            "pikepdf": {"level": "WARNING"},
        },
    }
