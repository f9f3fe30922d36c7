"""The migration operations write themselves back into a migration, and lay a later reference like an early one."""

import pytest
from django.db import connections, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from linli.kernel.ids import uuid7
from linli.kernel.scope import scoped, unguarded
from linli.kernel.scope.models import OwnedForeignKey
from linli.kernel.scope.operations import Own, OwnReference
from tests.ground import TestDatabase, connect_as
from tests.kernel.conftest import TwoSubdistricts
from tests.ownedapp.models import Tree, Yard


@pytest.mark.parametrize("operation", [Own("Note", web=("SELECT",), worker=(), auditor=()), OwnReference("Note", "place")])
def test_an_operation_can_be_written_into_a_migration(operation: Own | OwnReference) -> None:
    name, args, options = operation.deconstruct()
    again = type(operation)(*args, **options)
    assert again.deconstruct() == (name, args, options)
    text, _imports = MigrationWriter.serialize([*args, *options.values()])
    assert "Note" in text
    assert operation.describe()


def test_going_back_leaves_nothing_of_ours_to_remove() -> None:
    state = ProjectState()
    for operation in (Own("Note"), OwnReference("Note", "place")):
        operation.state_forwards("notes", state)
        operation.database_backwards("notes", None, state, state)
        assert state.models == {}


@pytest.mark.usefixtures("orchard")
def test_a_reference_added_later_is_composite_and_indexed(database: TestDatabase, two: TwoSubdistricts) -> None:
    state = ProjectState()
    state.add_model(ModelState.from_model(Yard))
    later = ModelState.from_model(Tree)
    later.fields["neighbour"] = OwnedForeignKey("ownedapp.Yard", on_delete=models.PROTECT, null=True, related_name="+")
    state.add_model(later)
    connect_as(database.server, "owner", database.name)
    connection = connections["default"]
    try:
        with unguarded("the owner changes a table"), connection.schema_editor() as editor:
            editor.execute("ALTER TABLE test_tree ADD COLUMN neighbour_id uuid")
            OwnReference("Tree", "neighbour").database_forwards("ownedapp", editor, state, state)
        with database.connect("superuser") as superuser:
            constraints = superuser.execute(
                "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'test_tree_neighbour_id_reference'"
            ).fetchall()
            indexes = superuser.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'test_tree_neighbour_id_owned'").fetchall()
        assert constraints == [("FOREIGN KEY (subdistrict_id, neighbour_id) REFERENCES test_yard(subdistrict_id, id)",)]
        assert "(subdistrict_id, neighbour_id)" in str(indexes[0][0])
    finally:
        with unguarded("the table as it was"), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE test_tree DROP COLUMN IF EXISTS neighbour_id")
        connect_as(database.server, "web", database.name)


@pytest.mark.usefixtures("orchard")
def test_a_row_without_its_subdistrict_loaded_is_read_again_whole(two: TwoSubdistricts) -> None:
    with scoped(two.clerk):
        Yard.objects.create(id=uuid7(), subdistrict_id=two.lanting, name="槐院")
    with scoped(two.clerk):
        partly = Yard.objects.defer("subdistrict_id").get(name="槐院")
        assert partly.subdistrict_id == two.lanting
