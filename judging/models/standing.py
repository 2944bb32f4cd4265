"""The stored totals of a round, and how ties in it were settled."""

from django.db import models

from judging.models.round import Round
from judging.querysets import StandingQuerySet
from kit import clock
from nominations.models import Entry
from people.models import Person


class Standing(models.Model):
    """One entry's figures in one round (R12), kept in the transaction that changes a sheet.

    `total` = sum over criteria of (weight / 100) x mean of the counted judges' points, in points of the scale,
    to four places, half up; null while no sheet counts. `ranked_on` is the figure of the round's own method, set when
    the round closes where that is not the mean. `means` holds each criterion's mean by its key, as
    text with four places. `lowest` and `highest` are of the counted sheets' own totals. `position` is the
    place after ties, set when the round closes.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="standings")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="standings")
    total = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    counted = models.PositiveSmallIntegerField(default=0)
    expected = models.PositiveSmallIntegerField(default=0)
    lowest = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    highest = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    means = models.JSONField(default=dict)
    ranked_on = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    position = models.PositiveIntegerField(null=True, blank=True)
    settled_by = models.CharField(max_length=60, blank=True)

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["round", models.F("position").asc(nulls_last=True), models.F("total").desc(nulls_last=True), "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "entry"], name="standing_once")]
        indexes = [models.Index(fields=["round", "position", "-total"], name="standing_order")]

    def __str__(self):
        return f"{self.entry_id}: {self.total}"


class Tie(models.Model):
    """Entries of one round with equal totals, and what each rule of R14 said of them, in order.

    `steps` is a list of {"rule", "result", "detail"}; `order` lists the entries' numbers, best first, once settled.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ties")
    entries = models.ManyToManyField(Entry, related_name="ties")
    total = models.DecimalField(max_digits=7, decimal_places=4)
    steps = models.JSONField(default=list)
    order = models.JSONField(default=list)
    is_settled = models.BooleanField(default=False)
    discussion = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    settled_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["round", "-total"]

    def __str__(self):
        return f"Tie at {self.total}"
