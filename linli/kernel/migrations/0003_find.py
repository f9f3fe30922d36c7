"""The search index and its only door."""

from django.db import migrations

FIND = """
-- The one table of subdistricts' rows without a policy: under row-level security no array index can be used (its operators are
-- not leakproof). So no serving role may touch it; these functions are its only door, and each asks the scope itself.

CREATE TABLE public.text_index (
    subdistrict_id uuid NOT NULL,
    kind text NOT NULL,
    id uuid NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    grams text[] NOT NULL,
    PRIMARY KEY (subdistrict_id, kind, id)
);
-- Without the pending list: a flush of it kept one writer in a few hundred waiting for 170 ms, and every search read it through.
CREATE INDEX text_index_grams ON public.text_index USING gin (grams) WITH (fastupdate = off);

-- Grams carry four characters of their subdistrict, so that a search reads its own postings and not the whole nation's.
CREATE FUNCTION public.find_marked(p_subdistrict uuid, p_grams text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $$
    SELECT array_agg(left(md5(p_subdistrict::text), 4) || gram) FROM unnest(p_grams) gram
$$;

CREATE FUNCTION public.find_index(p_subdistrict uuid, p_kind text, p_id uuid, p_changed_at timestamptz, p_grams text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF p_subdistrict = ANY (string_to_array(current_setting('linli.scope', true), ',')::uuid[]) IS NOT TRUE THEN
        RAISE EXCEPTION 'a text was indexed outside the scope of its subdistrict' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.text_index AS old (subdistrict_id, kind, id, changed_at, grams)
    VALUES (p_subdistrict, p_kind, p_id, p_changed_at, coalesce(public.find_marked(p_subdistrict, p_grams), '{}'))
    ON CONFLICT (subdistrict_id, kind, id) DO UPDATE SET changed_at = excluded.changed_at, grams = excluded.grams;
END $$;

CREATE FUNCTION public.find_forget(p_subdistrict uuid, p_kind text, p_id uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DELETE FROM public.text_index
    WHERE subdistrict_id = p_subdistrict AND kind = p_kind AND id = p_id
      AND p_subdistrict = ANY (string_to_array(current_setting('linli.scope', true), ',')::uuid[])
$$;

CREATE FUNCTION public.find_search(p_grams text[], p_kinds text[], p_limit integer)
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

REVOKE ALL ON TABLE public.text_index FROM PUBLIC;
REVOKE ALL ON FUNCTION
    public.find_marked(uuid, text[]),
    public.find_index(uuid, text, uuid, timestamptz, text[]),
    public.find_forget(uuid, text, uuid),
    public.find_search(text[], text[], integer)
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    public.find_index(uuid, text, uuid, timestamptz, text[]),
    public.find_forget(uuid, text, uuid),
    public.find_search(text[], text[], integer)
TO linli_web, linli_worker;
"""

DROP_FIND = """
DROP FUNCTION public.find_search(text[], text[], integer);
DROP FUNCTION public.find_forget(uuid, text, uuid);
DROP FUNCTION public.find_index(uuid, text, uuid, timestamptz, text[]);
DROP FUNCTION public.find_marked(uuid, text[]);
DROP TABLE public.text_index;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_files_and_jobs")]

    operations = [migrations.RunSQL(FIND, DROP_FIND)]
