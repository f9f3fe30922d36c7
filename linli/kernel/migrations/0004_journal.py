"""The journal: entries, their facts, seals with their leaves, and the one function that may take a fact away."""

from django.db import migrations, models

import linli.kernel.clock
import linli.kernel.ids
from linli.kernel.scope.operations import READ_AND_ADD, Own

ERASE = """
-- The only way to remove the value of a fact, and only for a transaction that has just recorded the erasure in the same chain.
-- What an erasure said about itself is never removed: it is what `verify` goes by.

CREATE FUNCTION public.journal_erase(p_subdistrict uuid, p_stream text, p_seq integer, p_names text[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_erased integer;
BEGIN
    IF p_subdistrict = ANY (string_to_array(current_setting('linli.scope', true), ',')::uuid[]) IS NOT TRUE THEN
        RAISE EXCEPTION 'a fact was to be erased outside the scope of its subdistrict' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM public.journal_entry
        WHERE subdistrict_id = p_subdistrict AND stream = p_stream AND seq > p_seq AND verb = 'journal.erased'
          AND xid = pg_current_xact_id()::text::bigint
    ) THEN
        RAISE EXCEPTION 'a fact was to be erased without an entry that says so' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM public.journal_fact fact
    USING public.journal_entry entry
    WHERE fact.subdistrict_id = p_subdistrict AND fact.stream = p_stream AND fact.seq = p_seq AND fact.name = ANY (p_names)
      AND entry.subdistrict_id = p_subdistrict AND entry.stream = p_stream AND entry.seq = p_seq AND entry.verb <> 'journal.erased';
    GET DIAGNOSTICS v_erased = ROW_COUNT;
    RETURN v_erased;
END $$;

REVOKE ALL ON FUNCTION public.journal_erase(uuid, text, integer, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.journal_erase(uuid, text, integer, text[]) TO linli_web, linli_worker;
"""

DROP_ERASE = "DROP FUNCTION public.journal_erase(uuid, text, integer, text[]);"


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_find"),
    ]

    operations = [
        migrations.CreateModel(
            name="JournalEpoch",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField(default=linli.kernel.clock.now)),
                ("cause", models.CharField(max_length=40)),
            ],
            options={
                "db_table": "journal_epoch",
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("stream", models.CharField(db_collation="C", max_length=80)),
                ("seq", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=81)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("account_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("channel", models.CharField(max_length=40)),
                ("request_id", models.UUIDField(null=True)),
                ("made_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("facts", models.TextField()),
                ("prev_hash", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
                ("xid", models.BigIntegerField(db_default=models.Func(template="(pg_current_xact_id()::text::bigint)"))),
            ],
            options={
                "db_table": "journal_entry",
                "indexes": [models.Index(fields=["subdistrict_id", "xid"], name="journal_entry_xid")],
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "stream", "seq"), name="journal_entry_place"),
                    models.CheckConstraint(condition=models.Q(("seq__gte", 1)), name="journal_entry_seq_from_1"),
                ],
            },
        ),
        Own("JournalEntry", web=READ_AND_ADD),
        migrations.CreateModel(
            name="JournalFact",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("stream", models.CharField(db_collation="C", max_length=80)),
                ("seq", models.PositiveIntegerField()),
                ("name", models.CharField(db_collation="C", max_length=40)),
                ("salt", models.BinaryField(max_length=16)),
                ("value", models.TextField()),
            ],
            options={
                "db_table": "journal_fact",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "stream", "seq", "name"), name="journal_fact_place")],
            },
        ),
        Own("JournalFact", web=READ_AND_ADD),
        migrations.CreateModel(
            name="JournalLeaf",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("stream", models.CharField(db_collation="C", max_length=80)),
                ("seq", models.PositiveIntegerField()),
                ("seal_number", models.PositiveIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "journal_leaf",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "stream", "seq"), name="journal_leaf_place")],
            },
        ),
        Own("JournalLeaf", web=("SELECT",), worker=READ_AND_ADD),
        migrations.CreateModel(
            name="JournalSeal",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("number", models.PositiveIntegerField()),
                ("line", models.TextField()),
                ("hash", models.BinaryField(max_length=32)),
                ("signature", models.BinaryField(max_length=64)),
            ],
            options={
                "db_table": "journal_seal",
                "constraints": [models.UniqueConstraint(fields=("subdistrict_id", "number"), name="journal_seal_number")],
            },
        ),
        Own("JournalSeal", web=("SELECT",), worker=READ_AND_ADD),
        migrations.RunSQL(ERASE, DROP_ERASE),
    ]
