"""The web process: what gunicorn serves."""

from config import env

env.choose_settings()
env.declare_process("web")

from django.core.wsgi import get_wsgi_application  # noqa: E402 - the process is declared before settings load

application = get_wsgi_application()
