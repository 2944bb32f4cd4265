"""Dates, times and figures as people read them."""

import datetime
from decimal import Decimal

import pytest
from django.template import engines

from kit.templatetags.commend import (
    clock_time,
    count_noun,
    day,
    day_range,
    moment,
    places,
    short_day,
    time_range,
    word_count,
)

UTC = datetime.UTC


def at(*parts) -> datetime.datetime:
    """A moment in UTC."""
    return datetime.datetime(*parts, tzinfo=UTC)


def test_a_day_is_written_in_full():
    assert day(datetime.date(2027, 1, 22)) == "Friday 22 January 2027"
    assert short_day(datetime.date(2027, 1, 2)) == "2 January 2027"
    assert (day(None), short_day(None), moment(None), clock_time(None)) == ("", "", "", "")


@pytest.mark.parametrize(
    ("moment_", "words"),
    [
        (at(2027, 1, 22, 17), "5pm"),
        (at(2027, 1, 22, 17, 30), "5:30pm"),
        (at(2027, 1, 22, 9, 5), "9:05am"),
        (at(2027, 1, 22, 12), "midday"),
        (at(2027, 1, 22, 0), "midnight"),
        (at(2027, 1, 22, 0, 1), "12:01am"),
        (at(2027, 1, 22, 12, 15), "12:15pm"),
        (at(2027, 7, 22, 16), "5pm"),
    ],
)
def test_a_time_is_written_as_the_clocks_in_london_show_it(moment_, words):
    assert clock_time(moment_) == words


def test_another_zone_is_a_matter_of_saying_so():
    assert moment(at(2027, 1, 22, 23, 30)) == "11:30pm on Friday 22 January 2027"
    assert moment(at(2027, 1, 22, 23, 30), "Europe/Paris") == "12:30am on Saturday 23 January 2027"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ((2027, 1, 4), (2027, 1, 22), "4 to 22 January 2027"),
        ((2027, 1, 22), (2027, 2, 3), "22 January to 3 February 2027"),
        ((2026, 12, 22), (2027, 1, 3), "22 December 2026 to 3 January 2027"),
        ((2026, 1, 22), (2027, 1, 23), "22 January 2026 to 23 January 2027"),
        ((2027, 1, 22), (2027, 1, 22), "22 January 2027"),
    ],
)
def test_two_days_are_one_phrase(start, end, words):
    assert day_range(datetime.date(*start), datetime.date(*end)) == words


def test_two_times_are_one_phrase():
    assert time_range(at(2027, 1, 22, 17), at(2027, 1, 22, 18, 30)) == "5pm to 6:30pm"


def test_figures_have_their_places_and_round_half_up():
    assert [places(Decimal("3.33335"), 4), places(2.675), places(0.125), places(7, 4), places(None), places("")] == [
        "3.3334",
        "2.68",
        "0.13",
        "7.0000",
        "–",
        "–",
    ]


def test_things_are_counted_in_words():
    assert [count_noun(1, "nomination"), count_noun(0, "nomination"), count_noun(1204, "entry,entries")] == [
        "1 nomination",
        "0 nominations",
        "1,204 entries",
    ]
    assert [word_count("one  two\nthree — four"), word_count(""), word_count(None)] == [5, 0, 0]


def test_templates_speak_the_same_words():
    source = "{% load commend %}{{ at|moment:zone }}; {% day_range at at %}; {{ at|short_day }}"
    written = engines["django"].from_string(source).render({"at": at(2027, 1, 22, 17), "zone": "Europe/London"})

    assert written == "5pm on Friday 22 January 2027; 22 January 2027; 22 January 2027"
