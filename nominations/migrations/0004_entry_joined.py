"""An entry that is joined to another stands aside with everything in it, and parts again as it was."""

from django.db import migrations, models

import workflow.fields

_LABELS = {
    "waiting": "Waiting",
    "in_round": "In round one",
    "shortlisted": "Shortlisted",
    "not_shortlisted": "Not shortlisted",
    "in_final": "In final",
    "closed": "Judged",
    "hidden": "Being checked",
    "joined": "Joined to another",
    "withdrawn": "Withdrawn",
    "not_proceeding": "Not proceeding",
}
_HIDDEN_FROM = ["waiting", "in_round", "shortlisted", "not_shortlisted", "in_final"]


def _withdraw_joined(apps, schema_editor):
    """Going back, what stands aside can only be said to have fallen out."""
    entries = apps.get_model("nominations", "Entry").objects.using(schema_editor.connection.alias)
    entries.filter(state="joined").update(state="withdrawn")


class Migration(migrations.Migration):
    dependencies = [
        ("nominations", "0003_nominee_match_key"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="entry", name="entry_state"),
        migrations.AlterField(
            model_name="entry",
            name="state",
            field=workflow.fields.StateField(
                choices=list(_LABELS.items()), db_index=True, default="waiting", max_length=30, protected=True
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(condition=models.Q(state__in=list(_LABELS)), name="entry_state"),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(hidden_from__in=["", *_HIDDEN_FROM]), name="entry_hidden_from_what_is_live"
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, _withdraw_joined),
    ]
