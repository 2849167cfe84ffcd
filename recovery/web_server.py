"""How gunicorn serves the pages and the API; read with ``gunicorn --config``."""

from __future__ import annotations

from recovery.env import this_place

_place = this_place()

bind = f"{_place.host}:{_place.port}"
# Two plain workers keep the slowest answers short, also on SQLite, where threads wait on one lock.
workers = _place.web_workers
worker_class = "sync"
# Loaded once before the workers are made: a wrong configuration ends the start with its sentence.
preload_app = True
timeout = 30
graceful_timeout = 5
max_requests = 5000
max_requests_jitter = 500
# Addresses and what people send stay out of the log.
accesslog = None
errorlog = "-"
loglevel = "warning"
# In the same lines as everything else; its own would show what somebody sent.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"one_line": {"()": "recovery.log_lines.OneLine"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "one_line"}},
    "root": {"level": "INFO", "handlers": ["terminal"]},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["terminal"], "propagate": False},
        "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
    },
}
# Nobody steers this server but the one who started it.
control_socket_disable = True
proc_name = "recovery-web"
