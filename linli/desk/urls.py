"""Every address of the desk; a subdistrict's pages carry its code."""

from django.urls import URLPattern, URLResolver, include, path

from linli.desk import (
    account,
    calendar,
    contacts,
    jobs,
    notes,
    notices,
    search,
    today,
    trial,
)
from linli.desk.org import (
    base_map,
    duties,
    grid_edit,
    grid_files,
    grids,
    recut,
    tree,
)
from linli.desk.org.addresses import PEOPLE
from linli.desk.org.team_urls import TEAMS

app_name = "desk"

subdistrict: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("notes/", notes.list_notes, name="notes"),
    path("notes/new", notes.new_note, name="note_new"),
    path("notes/<uuid:note_id>/", notes.show_note, name="note"),
    path("notes/<uuid:note_id>/edit", notes.edit_note, name="note_edit"),
    path("notes/<uuid:note_id>/files", notes.attach_file, name="note_attach"),
    path("notes/<uuid:note_id>/files/<uuid:file_id>", notes.fetch_file, name="note_file"),
    path("notes/<uuid:note_id>/journal", notes.note_journal, name="note_journal"),
    path("contacts/<slug:kind>/<uuid:row_id>/<slug:field>/reveal", contacts.contact, name="contact"),
    path("org/", include(PEOPLE)),
    path("org/", include(TEAMS)),
    path("search", search.search, name="search"),
    path("notices/", notices.list_notices, name="notices"),
    path("notices/<uuid:notice_id>/read", notices.read_notice, name="notice_read"),
    path("calendar/", calendar.show_year, name="calendar"),
    path("calendar/sheet", calendar.fetch_sheet, name="calendar_sheet"),
    path("calendar/edit", calendar.edit_year, name="calendar_edit"),
    path("calendar/upload", calendar.upload_year, name="calendar_upload"),
    path("calendar/publish", calendar.publish_year, name="calendar_publish"),
    path("calendar/deadline", trial.try_deadline, name="calendar_deadline"),
    path("org/", tree.tree, name="org"),
    path("org/duties/", duties.list_duties, name="duties"),
    path("org/duties/give", duties.give_duty, name="duty_give"),
    path("org/duties/<uuid:duty_id>/end", duties.end_duty, name="duty_end"),
    path("org/grids/", grids.list_grids, name="grids"),
    path("org/grids/new", grid_edit.new_grid, name="grid_new"),
    path("org/grids/gaps", grids.list_flaws, name="grids_flaws"),
    path("org/grids/file.geojson", grids.take_away, name="grids_take_away"),
    path("org/grids/recut", recut.recut, name="grids_recut"),
    path("org/grids/import", grid_files.send_file, name="grids_import"),
    path("org/grids/import/<uuid:import_id>/", grid_files.look_at_file, name="grids_file"),
    path("org/grids/ground", base_map.show_base_map, name="base_map"),
    path("org/grids/ground/file.geojson", base_map.take_base_map_away, name="base_map_take_away"),
    path("org/grids/ground/<uuid:sent_id>/", base_map.look_at_file, name="base_map_file"),
    path("org/grids/<uuid:grid_id>/", grids.show_grid, name="grid"),
    path("org/grids/<uuid:grid_id>/edit", grid_edit.edit_grid, name="grid_edit"),
    path("org/grids/<uuid:grid_id>/journal", grids.grid_journal, name="grid_journal"),
    path("jobs/", jobs.list_jobs, name="jobs"),
    path("jobs/<int:job_id>/again", jobs.run_again, name="job_again"),
]
urlpatterns = [
    path("", account.home, name="home"),
    path("account/", account.account, name="account"),
    path("d/<slug:code>/", include(subdistrict)),
]
