"""What a finalist tells the awards team about the event."""

from django.db import models
from django.db.models import Q

from announcements.querysets import EventDetailsQuerySet
from announcements.states import Attendance
from kit import clock
from nominations.models import Entry


class EventDetails(models.Model):
    """One finalist at the event: how they are called to the stage, whether they come, and what they need.

    What they need is for administrators alone; the event host reads the name, how it is said, where they are and
    who collects.
    """

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="event_details")
    written_name = models.CharField(max_length=200, blank=True, help_text="As they want it written")
    spoken_name = models.CharField(max_length=200, blank=True, help_text="As they want it said")
    attendance = models.CharField(max_length=14, choices=Attendance.choices, blank=True)
    collected_by = models.CharField(max_length=200, blank=True, help_text="Who collects the award for them")
    access_needs = models.TextField(blank=True)
    dietary_needs = models.TextField(blank=True)
    guest_name = models.CharField(max_length=200, blank=True)
    saved_at = models.DateTimeField(default=clock.now)

    machine = "event_details"

    objects = EventDetailsQuerySet.as_manager()

    PERSONAL_FIELDS = (
        "written_name",
        "spoken_name",
        "attendance",
        "collected_by",
        "access_needs",
        "dietary_needs",
        "guest_name",
    )

    class Meta:
        ordering = ["entry"]
        verbose_name_plural = "event details"
        constraints = [
            models.CheckConstraint(
                condition=Q(attendance__in=["", *Attendance.values]), name="event_details_attendance"
            )
        ]

    def __str__(self):
        return f"Event details of {self.entry_id}"

    @property
    def audit_scope(self):
        """Events of its season."""
        return f"season:{self.entry.season_id}"
