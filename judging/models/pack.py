"""Judging copies to print or keep offline, made for one judge and marked with their name."""

from django.db import models

from judging.models.panel import PanelMember
from judging.models.round import Round
from judging.pack_querysets import PackQuerySet
from judging.states import PackKind
from kit import clock
from kit.models import Job, SealedFileModel


class Pack(SealedFileModel):
    """The entries that one judge scores in one round, as a file. It goes when it expires or a recusal changes it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="packs")
    member = models.ForeignKey(PanelMember, on_delete=models.CASCADE, related_name="packs")
    kind = models.CharField(max_length=8, choices=PackKind.choices)
    content = models.BinaryField(null=True, blank=True, editable=False)
    pages = models.PositiveIntegerField(default=0)
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of the copies and the sheets it was made from")
    asked_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PackQuerySet.as_manager()

    PERSONAL_FIELDS = ("content",)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"Pack {self.pk} of {self.member_id}"
