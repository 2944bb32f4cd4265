"""Is it up: `/healthz` for the process, `/readyz` for what it needs. For machines; says no more than they need."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from config import probes


@login_not_required
@require_safe
def alive(request):
    """This process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
def ready(request):
    """This process can serve: 200 when the database answers, 503 when not.

    The queue is reported and does not count: with it down pages still work and messages wait in their table.
    """
    database, queue = probes.database(), probes.broker()
    body = {
        "status": "ok" if database.up else "unavailable",
        "database": "ok" if database.up else "unavailable",
        "queue": "ok" if queue.up else "unavailable",
    }
    return JsonResponse(body, status=200 if database.up else 503)
