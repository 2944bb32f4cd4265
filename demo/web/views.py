"""The demo's first page, its one-click sign-in and its mailbox."""

import django_filters
import django_tables2 as tables
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import DetailView, TemplateView

from awards.models import Season
from demo.cast import sign_ins
from demo.spreadsheet import moved_spreadsheet, weeks_of
from demo.web.models import DeliveredMail
from kit.tables import CommendTable, FilteredTableMixin, link_html
from kit.templatetags.commend import clock_time, short_day
from people.models import User


@method_decorator(login_not_required, name="dispatch")
class Start(TemplateView):
    """Who you can be, and where the messages are."""

    template_name = "demo/start.html"

    def get_context_data(self, **kwargs):
        """Add a sign-in for each role, and the season with the moment it is at."""
        season = Season.objects.select_related("programme").first()
        return super().get_context_data(season=season, sign_ins=sign_ins(season), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class SignIn(View):
    """Sign in as one of the people of the demo, with one click."""

    http_method_names = ["post"]

    def post(self, request):
        number = request.POST.get("user", "")
        user = get_object_or_404(User, pk=number if number.isdecimal() else None)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("awards:home")


@method_decorator(login_not_required, name="dispatch")
class Spreadsheet(View):
    """The messy spreadsheet to try an import with, in the season's own weeks."""

    def get(self, request):
        season = Season.objects.first()
        content = moved_spreadsheet(weeks_of(season) if season else 0)
        name = 'attachment; filename="nominations-to-import.csv"'
        return HttpResponse(content, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


class MailTable(CommendTable):
    """Messages, newest first."""

    subject = tables.Column("Subject")
    to_address = tables.Column("To", orderable=True)
    delivered_at = tables.Column("Sent", orderable=True)

    class Meta:
        caption = "Messages"
        header_column = "subject"
        noun = "message"
        empty_title = "No messages"
        empty_text = "Every e-mail that Commend would send shows here."

    def render_subject(self, value, record):
        return link_html(value, reverse("demo:mail", args=[record.pk]))

    def render_delivered_at(self, value):
        return f"{clock_time(value)}, {short_day(value)}"


class MailFilter(django_filters.FilterSet):
    """Find a message by its address or subject."""

    q = django_filters.CharFilter(label="Search by address or subject", method="search")

    def search(self, queryset, name, value):
        """Return the messages whose address or subject holds the words."""
        return queryset.filter(Q(to_address__icontains=value) | Q(subject__icontains=value))


@method_decorator(login_not_required, name="dispatch")
class Mailbox(FilteredTableMixin, TemplateView):
    """Every message that would have been sent."""

    template_name = "demo/mailbox.html"
    table_class = MailTable
    filterset_class = MailFilter

    def get_queryset(self):
        """Return all messages, without their bodies."""
        return DeliveredMail.objects.defer("raw")


@method_decorator(login_not_required, name="dispatch")
class Mail(DetailView):
    """One message as text, with a way to its HTML part."""

    model = DeliveredMail
    template_name = "demo/mail.html"
    context_object_name = "mail"

    def get_context_data(self, **kwargs):
        """Add the text part."""
        return super().get_context_data(
            text=self.object.body("plain"), has_html=bool(self.object.body("html")), **kwargs
        )


@method_decorator(login_not_required, name="dispatch")
@method_decorator(
    csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]}), name="dispatch"
)
class MailHtml(View):
    """The HTML part as a mail program shows it: its own styles, and nothing fetched from anywhere."""

    def get(self, request, pk):
        mail = get_object_or_404(DeliveredMail, pk=pk)
        return HttpResponse(mail.body("html"))
