"""The search index by numbers instead of texts, entered by the chunk: a quarter of the work for the same answers."""

import zlib
from typing import Any

from django.db import migrations

BATCH = 500
# A gram is kept as its checksum: whoever searches compares what is found with its text anyway, so a rare twin does no harm.
SMALLEST = -(2**31)
# The old grams began with four characters of their subdistrict.
MARK = 4

TABLE = """
DROP INDEX public.text_index_grams;
ALTER TABLE public.text_index RENAME COLUMN grams TO texts;
ALTER TABLE public.text_index ADD COLUMN grams integer[] NOT NULL DEFAULT '{}';
DROP FUNCTION public.find_search(text[], text[], integer);
DROP FUNCTION public.find_index(uuid, text, uuid, timestamptz, text[]);
DROP FUNCTION public.find_marked(uuid, text[]);

-- The numbers of a subdistrict are its own, so that a search reads its own postings and not the whole nation's.
CREATE FUNCTION public.find_mark(p_subdistrict uuid) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT ('x' || left(md5(p_subdistrict::text), 8))::bit(32)::integer
$$;

CREATE FUNCTION public.find_marked(p_subdistrict uuid, p_grams integer[]) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(gram # mark) FROM unnest(p_grams) gram, public.find_mark(p_subdistrict) mark
$$;
"""

FIND = """
ALTER TABLE public.text_index DROP COLUMN texts;
ALTER TABLE public.text_index ALTER COLUMN grams DROP DEFAULT;
-- With a pending list, because a batch that is merged sorted costs a third; each function below keeps it short, see there.
CREATE INDEX text_index_grams ON public.text_index USING gin (grams) WITH (fastupdate = on);

-- A list of 4 MB kept one writer in a few hundred waiting for 170 ms while he merged it, and every search read it through.
-- So single rows let it grow to 128 kB, which is merged in a few milliseconds; many rows leave none behind.
CREATE FUNCTION public.find_index(p_subdistrict uuid, p_rows json) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET gin_pending_list_limit = '128kB' AS $$
DECLARE
    are_many CONSTANT boolean := json_array_length(p_rows) >= 20;
    mark CONSTANT integer := public.find_mark(p_subdistrict);
BEGIN
    IF p_subdistrict = ANY (string_to_array(current_setting('linli.scope', true), ',')::uuid[]) IS NOT TRUE THEN
        RAISE EXCEPTION 'a text was indexed outside the scope of its subdistrict' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF are_many THEN
        PERFORM set_config('gin_pending_list_limit', '64MB', true);
    END IF;
    INSERT INTO public.text_index AS old (subdistrict_id, kind, id, changed_at, grams)
    SELECT p_subdistrict, new.kind, new.id, new.changed_at,
        coalesce((SELECT array_agg(gram # mark) FROM unnest(new.grams) gram), '{}')
    FROM json_to_recordset(p_rows) AS new (kind text, id uuid, changed_at timestamptz, grams integer[])
    ON CONFLICT (subdistrict_id, kind, id) DO UPDATE SET changed_at = excluded.changed_at, grams = excluded.grams;
    IF are_many THEN
        PERFORM gin_clean_pending_list('public.text_index_grams');
    END IF;
END $$;

CREATE FUNCTION public.find_search(p_grams integer[], p_kinds text[], p_limit integer)
RETURNS TABLE (subdistrict_id uuid, kind text, id uuid, changed_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT found.subdistrict_id, found.kind, found.id, found.changed_at
    FROM unnest(string_to_array(current_setting('linli.scope', true), ',')::uuid[]) own (subdistrict_id)
    CROSS JOIN LATERAL (
        SELECT entry.subdistrict_id, entry.kind, entry.id, entry.changed_at
        FROM public.text_index entry
        WHERE entry.grams @> public.find_marked(own.subdistrict_id, p_grams)
          AND entry.subdistrict_id = own.subdistrict_id
          AND entry.kind = ANY (p_kinds)
        ORDER BY entry.changed_at DESC, entry.id DESC
        LIMIT p_limit
    ) found
    ORDER BY found.changed_at DESC, found.id DESC
    LIMIT p_limit
$$;

REVOKE ALL ON FUNCTION
    public.find_mark(uuid),
    public.find_marked(uuid, integer[]),
    public.find_index(uuid, json),
    public.find_search(integer[], text[], integer)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    public.find_index(uuid, json),
    public.find_search(integer[], text[], integer)
TO linli_web, linli_worker;
"""


def number_grams(apps: Any, schema_editor: Any) -> None:
    """Every row that is there, by the numbers of its grams."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT subdistrict_id, kind, id, texts FROM public.text_index")
        while rows := cursor.fetchmany(BATCH):
            with schema_editor.connection.cursor() as other:
                other.executemany(
                    "UPDATE public.text_index SET grams = public.find_marked(subdistrict_id, %s)"
                    " WHERE subdistrict_id = %s AND kind = %s AND id = %s",
                    [
                        ([zlib.crc32(text[MARK:].encode()) + SMALLEST for text in texts], subdistrict_id, kind, row_id)
                        for subdistrict_id, kind, row_id, texts in rows
                        if texts
                    ],
                )


class Migration(migrations.Migration):
    dependencies = [("kernel", "0007_jobs_later")]

    operations = [
        migrations.RunSQL(TABLE),
        migrations.RunPython(number_grams),
        migrations.RunSQL(FIND),
    ]
