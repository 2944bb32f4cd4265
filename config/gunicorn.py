"""How gunicorn serves the web process: `gunicorn --config config/gunicorn.py config.wsgi`."""

import os

wsgi_app = "config.wsgi"
worker_class = "gthread"
threads = 4
# Gunicorn's heartbeat file must never wait for a disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - shared memory, not a temporary file
timeout = 30  # seconds; above PostgreSQL's statement_timeout, so that a slow query ends as a page and not as a kill
graceful_timeout = 15  # seconds for open requests at a restart
keepalive = 5  # seconds
# Each worker starts afresh now and then, at different moments, so that no leak grows for ever.
max_requests = 5000
max_requests_jitter = 500
# The request log of config.middleware names routes; gunicorn's would write addresses, which may hold tokens.
accesslog = None
errorlog = "-"
control_socket_disable = True
