"""Certificates: the nominee's own, and all of a release for administrators. Before the minute none of it is there."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views import View

from announcements.certificate_runs import (
    SENTENCES,
    RunState,
    ask_for_certificates,
    current_of,
    runs_of,
    settle_run,
    state_of,
    take_certificates,
)
from announcements.certificates import (
    Certificate,
    as_pdf,
    certificate_for,
    certificates_of,
    entries_with_certificate,
    is_printable,
)
from announcements.models import CertificateRun, Release
from announcements.states import Stage
from awards.roles import is_administrator
from kit import clock
from kit.forms import GovukForm
from kit.idempotency import OncePerKeyMixin
from kit.jobs import progress_of
from kit.templatetags.commend import count_noun, moment
from nominations.views.nominee import NomineePage
from people.viewing import person_of
from workflow import Refused

ON_A_PAGE = 50
NOT_IN_FONTS = (
    "Some letters of this certificate cannot be printed in our PDF. Print this page from your browser instead: the "
    "certificate fills one sheet of paper."
)
TAGS = {
    RunState.MAKING: ("Being made", "blue"),
    RunState.READY: ("Ready", "green"),
    RunState.FAILED: ("Not made", "red"),
    RunState.CHANGED: ("Out of date", "orange"),
    RunState.EXPIRED: ("Expired", "grey"),
}


def certificates_url(release: Release, person, now) -> str:
    """Return where the certificates of a release are, for those who may have them; nothing before its minute."""
    is_out = release.stage == Stage.RESULT and release.is_public(now)
    mine = is_out and is_administrator(release.season, person)
    return reverse("announcements:certificates", args=[release.public_id]) if mine else ""


def _file_headers(name: str, content_type: str) -> dict[str, str]:
    """Return what is said of a file: it is kept by no cache, and its name tells of nobody."""
    return {
        "Content-Type": content_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _show(request, certificate: Certificate, *, file_url: str, back_url: str, back_text: str):
    """Answer with one certificate as a page."""
    printable = is_printable(certificate)
    context = {
        "certificate": certificate,
        "file_url": file_url if printable else "",
        "problem": "" if printable else NOT_IN_FONTS,
        "back_url": back_url,
        "back_text": back_text,
    }
    return render(request, "announcements/certificate.html", context)


def _send(certificate: Certificate, release: Release, *, page_url: str):
    """Answer with the PDF of one certificate, or with its page where the fonts fall short."""
    if not is_printable(certificate):
        return redirect(page_url)
    return HttpResponse(as_pdf([certificate], release), headers=_file_headers("certificate.pdf", "application/pdf"))


class MyCertificate(NomineePage):
    """The nominee's own certificate; a missing page until the outcome is public."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, pk):
        """Show it."""
        certificate, _ = self.find()
        return _show(
            request,
            certificate,
            file_url=reverse("announcements:certificate-file", args=[pk]),
            back_url=reverse("nominations:nominee", args=[pk]),
            back_text="Your nomination",
        )

    def find(self) -> tuple[Certificate, Release]:
        """Return the certificate; Http404 where there is none now."""
        if (found := certificate_for(self.entry, clock.now())) is None:
            raise Http404
        return found


class MyCertificateFile(MyCertificate):
    """The nominee's own certificate as PDF."""

    def get(self, request, pk):
        """Send it."""
        return _send(*self.find(), page_url=reverse("announcements:certificate", args=[pk]))


class OfCertificates(View):
    """A page about the certificates of a public release, for administrators who may see the release."""

    def setup(self, request, *args, **kwargs):
        """Remember the moment and the person."""
        super().setup(request, *args, **kwargs)
        self.now, self.person = clock.now(), person_of(request)

    def dispatch(self, request, *args, **kwargs):
        """Find the release; before its minute there is no such page."""
        visible = Release.objects.visible_to(request.user).filter(stage=Stage.RESULT)
        rows = visible.select_related("season__programme")
        self.release = get_object_or_404(rows, public_id=kwargs["release"])
        if not certificates_url(self.release, self.person, self.now):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def list_url(self) -> str:
        """The certificates of the release."""
        return reverse("announcements:certificates", args=[self.release.public_id])


class NumberForm(GovukForm, forms.Form):
    """A check number to look up."""

    number = forms.CharField(
        label="Check number",
        help_text="It stands at the foot of a certificate. For example, K7QF-2M9D",
        max_length=20,
        error_messages={"required": "Enter a check number"},
    )
    look = {"number": {"width": 10, "spellcheck": False}}

    def clean_number(self) -> str:
        """Return it as it is printed, however it was typed."""
        typed = "".join(c for c in self.cleaned_data["number"].upper() if c.isalnum())
        return f"{typed[:4]}-{typed[4:]}"


class Certificates(OncePerKeyMixin, OfCertificates):
    """Every certificate of a release, the files that were made of them, and a check of a number."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request, release):
        """List them."""
        entries = entries_with_certificate(self.release, self.now).values_list("pk", flat=True)
        page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
        current = current_of(self.release, self.now) if "number" in request.GET or self._has_runs() else {}
        form = NumberForm(request.GET) if "number" in request.GET else NumberForm()
        context = {
            "release": self.release,
            "season": self.release.season,
            "page": page,
            "count": count_noun(page.paginator.count, "certificate"),
            "rows": [(one, self._url(one)) for one in certificates_of(self.release, self.now, among=page.object_list)],
            "heads": ("Name", "Award", "What for", "Check number"),
            "runs": [self._run_row(run, current) for run in runs_of(self.release)],
            "form": form,
            "answer": self._answer(form, current),
            "back_url": self.release.page_url,
            "url": self.list_url,
        }
        return render(request, "announcements/certificates.html", context)

    def post(self, request, release):
        """Have all of them made."""
        try:
            run = ask_for_certificates(self.release, by=self.person)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(self.list_url)
        return redirect("announcements:certificate-run", run.public_id)

    def _has_runs(self) -> bool:
        return self.release.certificate_runs.exists()

    def _url(self, certificate: Certificate) -> str:
        return reverse("announcements:release-certificate", args=[self.release.public_id, certificate.entry])

    def _run_row(self, run: CertificateRun, current: dict[int, Certificate]) -> dict:
        text, colour = TAGS[state_of(run, self.now, current)]
        return {
            "text": text,
            "colour": colour,
            "asked": moment(run.asked_at, self.release.season.time_zone),
            "url": reverse("announcements:certificate-run", args=[run.public_id]),
        }

    def _answer(self, form: NumberForm, current: dict[int, Certificate]) -> dict | None:
        """Return what a number certifies, or that it certifies nothing here; None where none was asked for."""
        if not form.is_bound or not form.is_valid():
            return None
        number = form.cleaned_data["number"]
        found = next((one for one in current.values() if one.number == number), None)
        return {"number": number, "found": found, "url": self._url(found) if found else ""}


class ReleaseCertificate(OfCertificates):
    """One certificate, for an administrator."""

    http_method_names = ["get", "head", "options"]

    def get(self, request, release, pk):
        """Show it."""
        file_url = reverse("announcements:release-certificate-file", args=[release, pk])
        return _show(request, self.find(), file_url=file_url, back_url=self.list_url, back_text="Certificates")

    def find(self) -> Certificate:
        """Return the certificate; Http404 where the release has none for this entry."""
        found = certificates_of(self.release, self.now, among=[self.kwargs["pk"]])
        if not found:
            raise Http404
        return found[0]


class ReleaseCertificateFile(ReleaseCertificate):
    """One certificate as PDF, for an administrator."""

    def get(self, request, release, pk):
        """Send it."""
        page_url = reverse("announcements:release-certificate", args=[release, pk])
        return _send(self.find(), self.release, page_url=page_url)


class OfRun(View):
    """A page about one run; any that is not the reader's to take, or not public now, is not there."""

    http_method_names = ["get", "head"]

    def dispatch(self, request, *args, **kwargs):
        """Find the run."""
        self.now, self.person = clock.now(), person_of(request)
        runs = CertificateRun.objects.visible_to(request.user)
        rows = runs.select_related("job", "release__season__programme")
        self.run = get_object_or_404(rows, public_id=kwargs["public_id"])
        if not self.run.release.is_public(self.now):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class CertificateRunPage(OfRun):
    """How far a run is, and then the way to its files. Without JavaScript a link looks again."""

    def get(self, request, public_id):
        """Show the progress, or the files that are ready, or what became of them."""
        run, zone = self.run, self.run.release.season.time_zone
        state, here = settle_run(run, self.now), request.path
        if request.htmx and state != RunState.MAKING:
            return HttpResponse(headers={"HX-Redirect": here})
        progress = progress_of(run.job, self.now) if run.job else None
        context = {
            "run": run,
            "season": run.release.season,
            "state": str(state),
            "progress": progress,
            "problem": progress.words if progress and progress.has_failed else SENTENCES.get(state, ""),
            "facts": [
                {"key": "Certificates", "value": f"{run.count:,}"},
                {"key": "Files", "value": str(run.parts.count())},
                {"key": "Can be downloaded until", "value": moment(run.expires_at, zone)},
            ],
            "url": here,
            "file_url": reverse("announcements:certificate-run-file", args=[public_id]),
            "list_url": reverse("announcements:certificates", args=[run.release.public_id]),
        }
        template = "announcements/_certificate_progress.html" if request.htmx else "announcements/certificate_run.html"
        return render(request, template, context)


class CertificateRunFile(OfRun):
    """The files of a run as one ZIP. Whoever takes it is recorded."""

    def get(self, request, public_id):
        """Send it, or say on its page what became of it."""
        try:
            whole = take_certificates(self.run, by=self.person)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("announcements:certificate-run", public_id)
        return FileResponse(whole, headers=_file_headers("certificates.zip", "application/zip"))

    def head(self, request, public_id):
        """Say what would be sent, which takes nothing away and is not recorded."""
        if settle_run(self.run, self.now) != RunState.READY:
            return redirect("announcements:certificate-run", public_id)
        return HttpResponse(headers=_file_headers("certificates.zip", "application/zip"))
