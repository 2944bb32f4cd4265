"""What a person sees when something here, and not with them, is wrong."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token
from django.views.defaults import server_error

SOON = 30  # seconds after which it is worth trying again


@requires_csrf_token
def something_went_wrong(request):
    """Say that the service is away for a while when the database is, else that something is wrong.

    Django calls this while it handles the exception, whose text no page shows.
    """
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=503, headers={"Retry-After": str(SOON)})
    return server_error(request)
