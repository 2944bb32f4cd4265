"""Give every award a short code for its address on posters."""

import secrets

from django.db import migrations, models

import awards.models.award

LETTERS = "bcdfghjkmnpqrstvwxyz23456789"


def give_codes(apps, schema_editor):
    """Make a code for each award that has none."""
    award_model = apps.get_model("awards", "Award")
    for award in award_model.objects.filter(short_code=None).order_by("pk"):
        award.short_code = "".join(secrets.choice(LETTERS) for _ in range(6))
        award.save(update_fields=["short_code"])


class Migration(migrations.Migration):

    dependencies = [
        ('awards', '0001_initial'),
    ]

    operations = [
        # Null: the old code, which knows no such column, may still add an award meanwhile.
        migrations.AddField(
            model_name='award',
            name='short_code',
            field=models.CharField(editable=False, max_length=12, null=True, unique=True),
        ),
        migrations.RunPython(give_codes, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='award',
            name='short_code',
            field=models.CharField(default=awards.models.award.new_short_code, editable=False, max_length=12, null=True, unique=True),
        ),
    ]
