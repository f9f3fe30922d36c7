"""A job that waits for its moment, put into the queue by the write that wants it."""

from django.db import migrations

LATER = """
CREATE FUNCTION public.job_queue_later(p_subdistrict uuid, p_name text, p_args jsonb, p_due_at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF p_subdistrict = ANY (string_to_array(current_setting('linli.scope', true), ',')::uuid[]) IS NOT TRUE THEN
        RAISE EXCEPTION 'a job was queued outside the scope of its subdistrict' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF jsonb_typeof(p_args) IS DISTINCT FROM 'object' THEN
        RAISE EXCEPTION 'a job was queued without its arguments by name' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN (public.procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', p_name, 0, NULL, NULL, p_args || jsonb_build_object('subdistrict', p_subdistrict), p_due_at
    )::public.procrastinate_job_to_defer_v1]))[1];
END $$;
REVOKE ALL ON FUNCTION public.job_queue_later(uuid, text, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.job_queue_later(uuid, text, jsonb, timestamptz) TO linli_web, linli_worker;
"""

NO_LATER = "DROP FUNCTION public.job_queue_later(uuid, text, jsonb, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_calendar")]

    operations = [migrations.RunSQL(LATER, NO_LATER)]
