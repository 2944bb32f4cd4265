"""What was done, by whom and when; and who has put their name to what is to be done."""

from django.db import models
from django.db.models import Q


class AuditEvent(models.Model):
    """One deed, in codes and numbers only, so that history outlives the people in it."""

    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True)
    scope = models.CharField(max_length=40, blank=True, db_index=True)
    actor = models.CharField(max_length=80)
    person_id = models.BigIntegerField(null=True)
    before = models.CharField(max_length=40, blank=True)
    after = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["person_id"], name="audit_person"),
        ]

    def __str__(self):
        return f"{self.verb} {self.subject_type}:{self.subject_id}"


class Reason(models.Model):
    """The words somebody gave for a deed; apart from the event, so that they can be erased."""

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="reason")
    text = models.TextField()

    def __str__(self):
        return f"Reason for {self.event}"


class SignOff(models.Model):
    """One person's name under a deed that needs two."""

    deed = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    capacity = models.CharField(max_length=40)
    person_id = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deed", "subject_type", "subject_id", "person_id"],
                condition=Q(withdrawn_at__isnull=True),
                name="sign_off_one_standing_name",
            ),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="sign_off_subject")]

    def __str__(self):
        return f"{self.deed} {self.subject_type}:{self.subject_id} by person {self.person_id}"
