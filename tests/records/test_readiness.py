"""What a season still lacks before the public sees it."""

import pytest

from judging.models import Round
from records.readiness import checks_of
from tests.world import make_round

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("readers", "is_ready"), [(None, True), (2, False), (3, True)])
def test_a_round_needs_as_many_readers_as_its_quorum(season, award, people, readers, is_ready):
    make_round(award, chair=people["chair"], judges=[people["judge"]], readers=readers)

    assert Round.objects.get().quorum == 3
    found = {check.title: (check.is_ready, check.blocks) for check in checks_of(season)}
    assert found["As many readers of each entry as its quorum asks for"] == (is_ready, False)
