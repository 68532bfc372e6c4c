"""The server's log: one JSON line an event on standard error, never with the values of variables."""

import sys

import structlog

structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Structlog's own default prints the local variables of every frame: a password typed into a form is one.
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
    logger_factory=structlog.PrintLoggerFactory(sys.stderr),
)

log = structlog.get_logger()
