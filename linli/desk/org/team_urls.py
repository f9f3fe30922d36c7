"""Addresses below /org/ of task forces, committees and the duty rota."""

from django.urls import URLPattern, path

from linli.desk.org import committees, rota, rota_months, rota_shifts, team_templates, teams

TEAMS: list[URLPattern] = [
    path("teams/", teams.list_teams, name="teams"),
    path("teams/new", teams.new_team, name="team_new"),
    path("teams/templates/new", team_templates.new_template, name="team_template_new"),
    path("teams/templates/<uuid:template_id>", team_templates.template, name="team_template"),
    path("teams/<uuid:team_id>/", teams.show_team, name="team"),
    path("teams/<uuid:team_id>/edit", teams.edit_team, name="team_edit"),
    path("teams/<uuid:team_id>/end", teams.end_team, name="team_end"),
    path("teams/<uuid:team_id>/adopt", teams.adopt, name="team_adopt"),
    path("teams/<uuid:team_id>/seats", teams.add_seat, name="seat_add"),
    path("teams/<uuid:team_id>/seats/<uuid:seat_id>/fill", teams.fill_seat, name="seat_fill"),
    path("teams/<uuid:team_id>/seats/<uuid:seat_id>/vacate", teams.vacate_seat, name="seat_vacate"),
    path("committees/", committees.list_committees, name="committees"),
    path("committees/new", committees.new_committee, name="committee_new"),
    path("committees/<uuid:committee_id>/", committees.show_committee, name="committee"),
    path("committees/<uuid:committee_id>/edit", committees.edit_committee, name="committee_edit"),
    path("committees/<uuid:committee_id>/end", committees.end_committee, name="committee_end"),
    path("committees/<uuid:committee_id>/terms/new", committees.new_term, name="committee_term_new"),
    path("committees/<uuid:committee_id>/terms/<uuid:term_id>", committees.edit_term, name="committee_term"),
    path("committees/<uuid:committee_id>/terms/<uuid:term_id>/join", committees.join, name="committee_join"),
    path("committees/<uuid:committee_id>/members/<uuid:member_id>/leave", committees.leave, name="committee_leave"),
    path("rota/", rota.month, name="rota"),
    path("rota/week", rota.week, name="rota_week"),
    path("rota/sheet", rota.export, name="rota_export"),
    path("rota/pattern", rota_months.pattern, name="rota_pattern"),
    path("rota/lay", rota_months.lay, name="rota_lay"),
    path("rota/bring", rota_months.bring, name="rota_import"),
    path("rota/shifts/new", rota_shifts.new_shift, name="shift_new"),
    path("rota/shifts/<uuid:shift_id>/", rota_shifts.shift, name="shift"),
    path("rota/shifts/<uuid:shift_id>/swap", rota_shifts.swap, name="shift_swap"),
    path("rota/shifts/<uuid:shift_id>/cancel", rota_shifts.cancel, name="shift_cancel"),
]
