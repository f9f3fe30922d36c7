"""What can be read of notes, and by whom."""

from datetime import timedelta

import pytest

from linli.kernel import clock
from linli.kernel.errors import NotFound
from linli.kernel.scope import scoped
from linli.notes import queries
from tests.notes.conftest import Street
from tests.notes.test_actions import write


def test_a_neighbour_and_somebody_without_the_permission_find_nothing(street: Street) -> None:
    note = write(street.clerk)
    for actor in (street.neighbour, street.nobody):
        with scoped(actor):
            assert list(queries.latest(actor)) == []
            assert list(queries.search(actor, "积水")) == []
            with pytest.raises(NotFound):
                queries.get_for(actor, note.pk)
    with scoped(street.reader):
        assert queries.get_for(street.reader, note.pk).title == "门口积水"


def test_notes_come_latest_first_and_page_by_key(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    begin = clock.now()
    written = []
    # Two notes of one instant: the id decides, and none is shown twice or left out.
    for number, minutes in enumerate((0, 1, 1, 2, 3)):
        with clock.told_by(lambda minutes=minutes: begin + timedelta(minutes=minutes)):  # type: ignore[misc]
            written.append(write(street.clerk, f"第 {number} 条").pk)
    seen = []
    with scoped(street.clerk):
        page = queries.latest(street.clerk)
        while page:
            shown, rest = page[:2], page[2:]
            seen += [note.pk for note in shown]
            page = queries.latest(street.clerk, before=shown[-1].pk) if rest else []
    assert sorted(seen) == sorted(written)
    assert seen[0] == written[4]


@pytest.mark.parametrize(("words", "found"), [("积水", True), ("水积", False), ("３号", True), ("车 积水", True), ("路灯", False)])
def test_search_means_the_words_as_people_type_them(street: Street, words: str, found: bool) -> None:
    write(street.clerk, "门口积水", "3号楼前，车过不去")
    with scoped(street.clerk):
        assert bool(queries.search(street.clerk, words)) is found
