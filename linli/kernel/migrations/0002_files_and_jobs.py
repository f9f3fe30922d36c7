"""Stored files, the runs of jobs, and the only doors through which the serving roles reach the queue."""

from django.db import migrations, models

import linli.kernel.ids
from linli.kernel.scope.operations import Own

JOBS = """
-- The queue belongs to no subdistrict, so the serving roles never touch it: these functions and this view ask the scope first.
-- Each names its tables in full and searches no other schema, so nothing can be put in their way.

CREATE FUNCTION public.job_queue(p_subdistrict uuid, p_name text, p_args jsonb, p_once boolean) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    v_key text := CASE WHEN p_once THEN p_name || ' ' || p_subdistrict END;
BEGIN
    IF p_subdistrict = ANY (string_to_array(current_setting('linli.scope', true), ',')::uuid[]) IS NOT TRUE THEN
        RAISE EXCEPTION 'a job was queued outside the scope of its subdistrict' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- To anything else no subdistrict can be added: no desk would show the job, and the worker stumbles before it can fail it.
    IF jsonb_typeof(p_args) IS DISTINCT FROM 'object' THEN
        RAISE EXCEPTION 'a job was queued without its arguments by name' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN (public.procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', p_name, 0, NULL, v_key, p_args || jsonb_build_object('subdistrict', p_subdistrict), NULL
    )::public.procrastinate_job_to_defer_v1]))[1];
EXCEPTION WHEN unique_violation THEN
    RETURN NULL;
END $$;

CREATE FUNCTION public.job_run_again(p_subdistrict uuid, p_job bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE public.procrastinate_jobs
    SET status = 'todo', attempts = 0, scheduled_at = NULL, abort_requested = false, worker_id = NULL
    WHERE id = p_job
      AND status NOT IN ('todo', 'doing', 'succeeded')
      AND args ->> 'subdistrict' = p_subdistrict::text
      AND p_subdistrict = ANY (string_to_array(current_setting('linli.scope', true), ',')::uuid[]);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM pg_notify('procrastinate_any_queue_v1', json_build_object('type', 'job_inserted', 'job_id', p_job)::text);
    RETURN true;
END $$;

CREATE INDEX procrastinate_jobs_of_subdistrict ON public.procrastinate_jobs ((args ->> 'subdistrict'), id);

CREATE VIEW public.job_overview WITH (security_barrier) AS
SELECT job.args ->> 'subdistrict' AS subdistrict,
       job.id AS job_id,
       job.task_name AS name,
       coalesce(job.args ->> 'stream', '') AS stream,
       coalesce((job.args ->> 'cause_seq')::integer, 0) AS cause_seq,
       job.status::text AS status,
       job.attempts,
       (SELECT min(event.at) FROM public.procrastinate_events event WHERE event.job_id = job.id AND event.type = 'deferred') AS queued_at,
       job.scheduled_at AS due_at,
       run.failed_at,
       coalesce(run.code, '') AS code,
       coalesce(run.facts, '{}') AS facts,
       coalesce(run.said, '') AS said
FROM public.procrastinate_jobs job
LEFT JOIN public.job_run run ON run.subdistrict_id = (job.args ->> 'subdistrict')::uuid AND run.job_id = job.id
WHERE job.args ->> 'subdistrict' = ANY (string_to_array(current_setting('linli.scope', true), ','));

REVOKE ALL ON FUNCTION public.job_queue(uuid, text, jsonb, boolean), public.job_run_again(uuid, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.job_queue(uuid, text, jsonb, boolean), public.job_run_again(uuid, bigint) TO linli_web, linli_worker;
GRANT SELECT ON public.job_overview TO linli_web, linli_worker;
GRANT USAGE ON SEQUENCE
    public.procrastinate_jobs_id_seq, public.procrastinate_events_id_seq, public.procrastinate_periodic_defers_id_seq TO linli_worker;
"""

DROP_JOBS = """
DROP VIEW public.job_overview;
DROP INDEX public.procrastinate_jobs_of_subdistrict;
DROP FUNCTION public.job_run_again(uuid, bigint);
DROP FUNCTION public.job_queue(uuid, text, jsonb, boolean);
"""

KEPT_TYPES = [
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/csv",
    "text/plain",
]


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("digest", models.CharField(max_length=64)),
                ("size_bytes", models.BigIntegerField()),
                ("media_type", models.CharField(max_length=100)),
                ("name", models.CharField(max_length=120)),
                ("purpose", models.CharField(max_length=40)),
                ("stream", models.CharField(max_length=120)),
                ("stored_at", models.DateTimeField()),
            ],
            options={
                "db_table": "stored_file",
                "indexes": [
                    models.Index(fields=["subdistrict_id", "stream", "id"], name="stored_file_of_stream"),
                    models.Index(fields=["subdistrict_id", "digest"], name="stored_file_digest"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="stored_file_digest_is_sha256"),
                    models.CheckConstraint(condition=models.Q(("size_bytes__gt", 0)), name="stored_file_is_not_empty"),
                    models.CheckConstraint(condition=models.Q(("media_type__in", KEPT_TYPES)), name="stored_file_type_is_kept"),
                ],
            },
        ),
        Own("StoredFile", web=("SELECT", "INSERT")),
        migrations.CreateModel(
            name="JobRun",
            fields=[
                ("id", models.UUIDField(default=linli.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("subdistrict_id", models.UUIDField(editable=False)),
                ("job_id", models.BigIntegerField()),
                ("done_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("code", models.CharField(blank=True, max_length=80)),
                ("facts", models.JSONField(default=dict)),
                ("said", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "db_table": "job_run",
                "constraints": [
                    models.UniqueConstraint(fields=("subdistrict_id", "job_id"), name="job_run_one_per_job"),
                    models.CheckConstraint(
                        condition=models.Q(("done_at__isnull", False), ("failed_at__isnull", False), _connector="OR"),
                        name="job_run_says_what_happened",
                    ),
                ],
            },
        ),
        Own("JobRun", web=("SELECT",), worker=("SELECT", "INSERT", "UPDATE", "DELETE")),
        migrations.RunSQL(JOBS, DROP_JOBS),
    ]
