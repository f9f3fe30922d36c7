"""The closed list of tables that belong to no subdistrict; anything else must be owned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_ALL: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
_READ: Final = ("SELECT",)


@dataclass(frozen=True, slots=True)
class Global:
    """Why a table is global, and what each role may do with it; a right may name its columns, as in GRANT. Backup reads all."""

    reason: str
    web: tuple[str, ...] = ()
    worker: tuple[str, ...] = ()
    # Said for each table: credentials and sessions are nothing for an auditor, since whoever reads a session key holds the session.
    auditor: tuple[str, ...] = ()


# Whoever only needs to name an account does not get to read password hashes.
_WHO: Final = ("SELECT (id, login, is_active, is_demo, is_house_administrator, language, created_at, last_login)",)

GLOBAL_TABLES: Final[Mapping[str, Global]] = {
    "subdistrict": Global("the root of every scope", web=_READ, worker=_READ, auditor=_READ),
    "journal_epoch": Global(
        "from when transaction ids count, for all subdistricts alike; holds nothing else", web=_READ, worker=_READ, auditor=_READ
    ),
    "area": Global("the administrative tree above the subdistricts: reference data", web=_READ, worker=_READ, auditor=_READ),
    "calendar_region": Global("places whose work calendar many subdistricts share", web=_READ, worker=_READ, auditor=_READ),
    "calendar_version": Global(
        "published work calendars of regions, never changed again; a subdistrict's use of one is its own row",
        web=("SELECT", "INSERT"),
        worker=_READ,
        auditor=_READ,
    ),
    "calendar_day": Global("days of published work calendars, never changed again", web=("SELECT", "INSERT"), worker=_READ, auditor=_READ),
    "django_migrations": Global("Django's own: which migrations have run", auditor=_READ),
    "django_content_type": Global("Django's own: required by its permission tables", web=_READ, worker=_READ),
    # A session key opens the session: nobody reads them who does not answer requests. The worker may remove what has expired.
    "django_session": Global(
        "Django's own: sign-in sessions; no content of a subdistrict", web=_ALL, worker=("SELECT (expire_date)", "DELETE")
    ),
    "django_cache": Global("Django's own cache table: counters of the sign-in lock-out", web=_ALL),
    "auth_group": Global("Django's own, unused: permissions are data of memberships"),
    "auth_group_permissions": Global("Django's own, unused"),
    "auth_permission": Global("Django's own, unused", web=_READ, worker=_READ),
    "account": Global(
        "login names and credentials; one account may serve many subdistricts. Web reads hashes because it checks passwords and sessions",
        web=("SELECT", "INSERT", "UPDATE"),
        worker=_WHO,
        auditor=_WHO,
    ),
    "membership": Global(
        "which account works in which subdistrict; under a policy of its own: one's own rows, or the scope's",
        web=("SELECT", "INSERT", "UPDATE"),
        worker=_READ,
        auditor=_READ,
    ),
    "one_time_link": Global(
        "digests of links for the first start, made by the operator at the server, and for new passwords, which administrators make too",
        web=("SELECT", "INSERT", "UPDATE"),
    ),
    "demo_mark": Global("says that this whole database is a demo; written by the owner alone", web=_READ, worker=_READ, auditor=_READ),
    "account_emailaddress": Global("allauth's own, unused: no e-mail is kept; asked when a second factor is added", web=_READ),
    "account_emailconfirmation": Global("allauth's own, unused"),
    # The worker writes letters, and none may open the house for who has a second factor; what the factor is, it does not read.
    "mfa_authenticator": Global(
        "second factors of accounts, encrypted with the key ring", web=_ALL, worker=("SELECT (id, user_id, type)",)
    ),
    "usersessions_usersession": Global("an account's list of its sessions; holds session keys", web=_ALL),
    "procrastinate_jobs": Global("the job queue's: names and ids; reached through job_queue, job_run_again, job_overview", worker=_ALL),
    "procrastinate_events": Global("the job queue's: when a job changed its state", worker=_ALL),
    "procrastinate_workers": Global("the job queue's: heartbeats of the workers", worker=_ALL),
    "procrastinate_periodic_defers": Global("the job queue's: which tick of the clock was served", worker=_ALL),
    "text_index": Global(
        "rows of subdistricts without a policy, since none can use the array index: reached only through find_index, find_forget "
        "and find_search, which ask the scope",
    ),
}

# Functions that act with the owner's rights; each asks the scope itself, names its tables in full and is nobody's but the named roles'.
DEFINER_FUNCTIONS: Final[Mapping[str, str]] = {
    "find_forget": "takes a row's words out of the search index",
    "find_index": "puts a row's words into the search index",
    "find_search": "the only read of the search index: ids of the scope",
    "journal_erase": "takes the values of erased facts away, inside the scope",
    "job_queue": "adds a job of the scope's subdistrict to the queue",
    "job_queue_later": "adds a job of the scope's subdistrict to the queue that waits for its moment",
    "job_run_again": "puts a failed job of the scope's subdistrict back into the queue",
}

# Views that read with the owner's rights and therefore ask the scope themselves; any other view is a security_invoker one.
FILTERED_VIEWS: Final[Mapping[str, str]] = {
    "job_overview": "the scope's jobs for the jobs page",
}
