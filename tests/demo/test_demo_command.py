"""What the demo command does to a database, and what it refuses to do."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from awards.models import Programme, Season

pytestmark = pytest.mark.django_db


def load(moment, **options):
    call_command("demo", at=moment, verbosity=0, **options)
    return Season.objects.get()


def test_loading_it_again_starts_over():
    load("nominating")
    season = load("nominating")

    assert Programme.objects.count() == 1
    assert season.nominations.count() == 12


def test_it_never_erases_a_real_programme(other_season):
    with pytest.raises(CommandError) as refusal:
        load("nominating")

    assert "not the demo's" in str(refusal.value)
    assert Season.objects.get() == other_season


def test_it_refuses_an_installation_that_is_no_demo(settings):
    settings.DEMO_SIGN_IN = False

    with pytest.raises(CommandError) as refusal:
        load("nominating")

    assert "not a demo" in str(refusal.value)


def test_it_says_what_it_loaded(capsys):
    call_command("demo", at="nominating", today=date(2026, 11, 24), json=True)

    report = json.loads(capsys.readouterr().out)
    assert (report["season"], report["awards"], report["nominations"]) == ("fellshire-social-care-awards-2027", 8, 12)
