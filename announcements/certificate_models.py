"""Runs of certificates: asked for by an administrator, made part by part, sealed, and gone after some days."""

from django.db import models

from announcements.querysets import CertificateRunQuerySet
from awards.models import Award
from kit import clock
from kit.models import Job, PublicIdModel, SealedFileModel


class CertificateRun(PublicIdModel):
    """All certificates of one release as files to print. Each part is made, sealed and erased by itself."""

    release = models.ForeignKey("announcements.Release", on_delete=models.CASCADE, related_name="certificate_runs")
    count = models.PositiveIntegerField(help_text="How many certificates it holds")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = CertificateRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"Certificates {self.pk} of release {self.release_id}"


class CertificatePart(SealedFileModel):
    """Certificates of one award, as many as a worker sets at once; null until they are made, and once they are gone."""

    run = models.ForeignKey(CertificateRun, on_delete=models.CASCADE, related_name="parts")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField()
    entries = models.JSONField(help_text="The numbers of the entries whose certificates it holds, in their order")
    content = models.BinaryField(null=True, blank=True, editable=False)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of all that its certificates say")

    PERSONAL_FIELDS = ("content",)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["run", "order"], name="certificate_part_once")]

    def __str__(self):
        return f"Part {self.order} of {self.run_id}"
