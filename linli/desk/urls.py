"""Every address of the desk; a subdistrict's pages carry its code."""

from django.urls import include, path

from linli.desk import account, contacts, jobs, notes, notices, search, today
from linli.desk import account, calendar, jobs, notes, notices, search, today, trial

app_name = "desk"

subdistrict = [
    path("", today.today, name="today"),
    path("notes/", notes.list_notes, name="notes"),
    path("notes/new", notes.new_note, name="note_new"),
    path("notes/<uuid:note_id>/", notes.show_note, name="note"),
    path("notes/<uuid:note_id>/edit", notes.edit_note, name="note_edit"),
    path("notes/<uuid:note_id>/files", notes.attach_file, name="note_attach"),
    path("notes/<uuid:note_id>/files/<uuid:file_id>", notes.fetch_file, name="note_file"),
    path("notes/<uuid:note_id>/journal", notes.note_journal, name="note_journal"),
    path("contacts/<slug:kind>/<uuid:row_id>/<slug:field>/reveal", contacts.contact, name="contact"),
    path("search", search.search, name="search"),
    path("notices/", notices.list_notices, name="notices"),
    path("notices/<uuid:notice_id>/read", notices.read_notice, name="notice_read"),
    path("calendar/", calendar.show_year, name="calendar"),
    path("calendar/sheet", calendar.fetch_sheet, name="calendar_sheet"),
    path("calendar/edit", calendar.edit_year, name="calendar_edit"),
    path("calendar/upload", calendar.upload_year, name="calendar_upload"),
    path("calendar/publish", calendar.publish_year, name="calendar_publish"),
    path("calendar/deadline", trial.try_deadline, name="calendar_deadline"),
    path("jobs/", jobs.list_jobs, name="jobs"),
    path("jobs/<int:job_id>/again", jobs.run_again, name="job_again"),
]
urlpatterns = [
    path("", account.home, name="home"),
    path("account/", account.account, name="account"),
    path("d/<slug:code>/", include(subdistrict)),
]
