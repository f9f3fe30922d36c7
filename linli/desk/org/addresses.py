"""Addresses below /org/ of units, people, posts and logins."""

from django.urls import URLPattern, path

from linli.desk.org import logins, people, people_import, person_steps, posts, units

PEOPLE: list[URLPattern] = [
    path("units/", units.list_units, name="units"),
    path("units/new", units.new_unit, name="unit_new"),
    path("units/import", units.import_units, name="units_import"),
    path("units/export", units.export_units, name="units_export"),
    path("units/<uuid:unit_id>/", units.show_unit, name="unit"),
    path("units/<uuid:unit_id>/edit", units.edit_unit, name="unit_edit"),
    path("units/<uuid:unit_id>/close", units.close_unit, name="unit_close"),
    path("units/<uuid:unit_id>/reopen", units.reopen_unit, name="unit_reopen"),
    path("units/<uuid:unit_id>/journal", units.unit_journal, name="unit_journal"),
    path("people/", people.list_people, name="people"),
    path("people/search", people.search_people, name="people_search"),
    path("people/new", people.new_person, name="person_new"),
    path("people/import", people_import.import_people, name="people_import"),
    path("people/template", people_import.people_template, name="people_template"),
    path("people/<uuid:person_id>/", people.show_person, name="person"),
    path("people/<uuid:person_id>/edit", people.edit_person, name="person_edit"),
    path("people/<uuid:person_id>/posts", person_steps.give_post, name="person_give_post"),
    path("people/<uuid:person_id>/posts/<uuid:holding_id>/end", person_steps.end_post, name="person_end_post"),
    path("people/<uuid:person_id>/leave", person_steps.leave, name="person_leave"),
    path("people/<uuid:person_id>/back", person_steps.come_back, name="person_back"),
    path("people/<uuid:person_id>/login", person_steps.give_login, name="person_login"),
    path("people/<uuid:person_id>/journal", people.person_journal, name="person_journal"),
    path("posts/", posts.list_posts, name="posts"),
    path("posts/new", posts.new_post, name="post_new"),
    path("posts/template", posts.lay_default_posts, name="posts_lay"),
    path("posts/<uuid:post_id>/", posts.show_post, name="post"),
    path("posts/<uuid:post_id>/edit", posts.edit_post, name="post_edit"),
    path("posts/<uuid:post_id>/journal", posts.post_journal, name="post_journal"),
    path("logins/", logins.list_logins, name="logins"),
    path("logins/<uuid:membership_id>/end", logins.end_login, name="login_end"),
    path("logins/<uuid:membership_id>/link", logins.new_link, name="login_link"),
    path("logins/<uuid:membership_id>/person", logins.name_person, name="login_person"),
]
