"""The stage of the reference season: who there is, what can be won, who judges."""

from awards.models import Award, Criterion, Milestone, Programme, Scale, ScalePoint, Season
from awards.roles import scope_of
from demo.cast import EXTRA, GRANTS
from demo.source import Shift, read
from judging.models import Panel, Round
from judging.states import RoundKind, RoundMode
from nominations.models import ReferenceCounter
from people.models import Person
from people.services import account_for, find_or_add_organisation, grant_role
from workflow.actors import SYSTEM

HOME = "Fellshire County Council"


def add_people() -> dict[str, Person]:
    """Add everybody of the file and the roles that it lacks; return them by key."""
    extra = [{**person, "organisation": HOME, "sign_in": "sso", "line_manager": None} for person in EXTRA]
    rows = [*read()["people"], *extra]
    people = {}
    for row in rows:
        person = Person.objects.create(
            full_name=row["name"],
            email=row["email"],
            job_title=row["job_title"],
            organisation=find_or_add_organisation(row["organisation"], is_external=row["organisation"] != HOME),
            is_staff_member=row["sign_in"] == "sso",
            access_needs=row.get("access_needs", ""),
        )
        if row["email"]:
            account_for(person)
        people[row["key"]] = person
    for row in rows:
        if row["line_manager"]:
            people[row["key"]].line_manager = people[row["line_manager"]]
            people[row["key"]].save()
    return people


def add_season(shift: Shift) -> Season:
    """Add the programme with its season, calendar, scales and awards, as a draft."""
    source = read()
    organisation, programme, settings = source["organisation"], source["programme"], source["programme"]["settings"]
    scheme = Programme.objects.create(
        slug="fellshire-social-care-awards",
        name="Fellshire Social Care Awards",
        organisation_name=organisation["name"],
        organisation_short_name=organisation["short_name"],
        service_name=organisation["service"],
        website=organisation["website"],
        brand_colour=organisation["branding"]["primary_colour"],
    )
    words = settings["word_limits"]
    season = Season.objects.create(
        programme=scheme,
        slug=programme["slug"],
        name=programme["name"],
        year=2027,
        theme=programme["theme"],
        tagline=programme["tagline"],
        occasion=programme["occasion"],
        public_rules=programme["rules"],
        time_zone=settings["timezone"],
        reference_prefix="RB27",
        awards_mailbox=organisation["awards_mailbox"],
        phone=organisation["phone"],
        phone_hours=organisation["phone_hours"],
        data_protection_contact=organisation["data_protection_officer"],
        safeguarding_text=organisation["safeguarding_contact"]["text"],
        safeguarding_email=organisation["safeguarding_contact"]["lead_email"],
        privacy_text=f"{programme['privacy']['lawful_basis']}.\n\n{programme['privacy']['special_category_note']}",
        retention=programme["privacy"]["retention"],
        statement_min_words=words["statement"]["min"],
        statement_max_words=words["statement"]["max"],
        citation_max_words=words["citation"]["max"],
        endorsement_reminder_days=settings["endorsement"]["reminder_days"],
        endorsement_expires_days=settings["endorsement"]["expires_after_days"],
        notice_days=settings["nominee_notice"]["not_later_than_days_after_submission"],
        comment_at_extremes=settings["judging"]["comment_required_at_extremes"],
        hide_nominator_name=settings["blind_round_one"]["hide_nominator_name"],
    )
    ReferenceCounter.objects.create(season=season, last=len(source["nominations"]))
    _add_calendar(season, shift)
    scales = _add_scales(season)
    for row in source["categories"]:
        _add_award(season, row, scales[row["scale"]])
    return season


def _add_calendar(season: Season, shift: Shift) -> None:
    for row in read()["calendar"]:
        Milestone.objects.create(
            season=season,
            key=row["key"],
            name=row["name"],
            starts_at=shift.at(row["starts_at"]),
            ends_at=shift.at(row["ends_at"]) if row["ends_at"] else None,
            audience=row["audience"],
            note=row["note"] or "",
        )


def _add_scales(season: Season) -> dict[str, Scale]:
    scales = {}
    for row in read()["scales"]:
        scale = Scale.objects.create(season=season, key=row["key"], name=row["name"], note=row["note"])
        for point in row["points"]:
            ScalePoint.objects.create(scale=scale, **point)
        scales[row["key"]] = scale
    return scales


def _add_award(season: Season, row: dict, scale: Scale) -> Award:
    judging = read()["programme"]["settings"]["judging"]
    award = Award.objects.create(
        season=season,
        slug=row["key"],
        name=row["name"],
        description=row["description"],
        order=row["order"],
        nominee_type=row["nominee_type"],
        nominee_pool=row["nominee_pool"],
        who_may_nominate=row["who_may_nominate"],
        self_nomination=row["self_nomination"],
        endorsement_required=row["endorsement_required"],
        scale=scale,
        shortlist_size=row["shortlist_size"],
        quorum=judging["quorum"],
        minimum_entries=judging["min_entries_per_category"],
        allows_joint_winners=judging["joint_winners"],
        allows_highly_commended=judging["highly_commended"],
        tie_rules=judging["tie_break"],
    )
    for order, criterion in enumerate(row["criteria"]):
        Criterion.objects.create(
            award=award,
            key=criterion["key"],
            name=criterion["name"],
            question=criterion["question"],
            weight=criterion["weight"],
            order=order,
            anchors=criterion.get("anchors") or {},
        )
    return award


def grant_roles(season: Season, people: dict[str, Person]) -> None:
    """Give everybody the roles that the file or the cast gives them."""
    for row in read()["people"]:
        for role in row["roles"]:
            if role in GRANTS:
                grant_role(people[row["key"]], GRANTS[role], scope=scope_of(season), by=SYSTEM)
    for row in EXTRA:
        grant_role(people[row["key"]], row["role"], scope=scope_of(season), by=SYSTEM)


def add_rounds(season: Season, shift: Shift) -> None:
    """Add each award's panel, its shortlisting round and its final meeting."""
    source = read()
    calendar = {row["key"]: row for row in source["calendar"]}
    for row in source["panels"]:
        award = season.awards.get(slug=row["category"])
        panel = Panel.objects.create(award=award, name=f"{award.name} panel", note=row["composition_note"] or "")
        first = Round.objects.create(
            season=season,
            award=award,
            panel=panel,
            kind=RoundKind.SHORTLISTING,
            mode=RoundMode.SCORE,
            declare_by=shift.at(calendar["conflicts_due"]["starts_at"]),
            opens_at=shift.at(calendar["round_one"]["starts_at"]),
            closes_at=shift.at(calendar["round_one"]["ends_at"]),
            quorum=row["quorum"],
        )
        Round.objects.create(
            season=season,
            award=award,
            panel=panel,
            kind=RoundKind.FINAL,
            mode=RoundMode.MEETING,
            figures_from=first,
            opens_at=shift.at(calendar["final_panel"]["starts_at"]),
            closes_at=shift.at(calendar["final_panel"]["ends_at"]),
            quorum=row["quorum"],
        )
