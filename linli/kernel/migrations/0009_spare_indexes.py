"""Without the indexes of references that another index of the same table begins with: they were only written, never needed."""

from django.db import migrations

# A new house has none: there `Own` makes no such index. Not one that a key or a constraint needs, nor one that another still waits for.
SPARE = """
DO $$
DECLARE spare record;
BEGIN
    FOR spare IN
        SELECT small.indexrelid::regclass AS name
        FROM pg_index small JOIN pg_class told ON told.oid = small.indexrelid
        WHERE told.relnamespace = 'public'::regnamespace AND told.relname LIKE '%\\_owned' AND NOT small.indisunique
          AND EXISTS (
            SELECT FROM pg_index large
            WHERE large.indrelid = small.indrelid AND large.indexrelid <> small.indexrelid
              AND large.indisvalid AND NOT large.indisexclusion AND large.indpred IS NULL AND large.indexprs IS NULL
              AND (large.indkey::text = small.indkey::text OR large.indkey::text LIKE small.indkey::text || ' %')
          )
    LOOP
        EXECUTE format('DROP INDEX %s', spare.name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0008_find_numbers")]

    operations = [migrations.RunSQL(SPARE, migrations.RunSQL.noop)]
