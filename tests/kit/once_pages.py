"""One page that exists only in the tests: it adds an organisation, once for each press of its button."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils.decorators import method_decorator
from django.views.generic import FormView

from kit.idempotency import OncePerKeyMixin
from people.models import Organisation


class OrganisationForm(forms.Form):
    """Its name."""

    name = forms.CharField()


@method_decorator(login_not_required, name="dispatch")
class AddOrganisation(OncePerKeyMixin, FormView):
    """Add an organisation, whatever its name; refuse one called "Closed"."""

    form_class = OrganisationForm
    template_name = "components/confirm_form.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return {**context, "key": context["idempotency_key"], "text": "Add"}

    def form_valid(self, form):
        name = form.cleaned_data["name"]
        if name == "Closed":
            messages.error(self.request, "Not now.")
            return redirect("/added/")
        count = Organisation.objects.count()
        made = Organisation.objects.create(name=f"{name} {count}")
        return redirect(f"/added/?number={made.pk}")


urlpatterns = [
    path("add/", AddOrganisation.as_view(), name="add"),
    path("added/", login_not_required(lambda request: HttpResponse("Added")), name="added"),
    # The frame of every page leads to the site's own addresses.
    path("", include("config.urls")),
]
