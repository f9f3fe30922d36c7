"""Every address of the anonymous door; each carries the subdistrict's code, nothing is guessed from who asks."""

from django.urls import include, path

from linli.public import card, case, grids, report

app_name = "public"

subdistrict = [
    path("case/", case.start, name="case"),
    path("case/report/", report.report, name="case_report"),
    path("case/follow/", case.follow, name="case_follow"),
    path("case/judge/", case.judge, name="case_judge"),
    path("card/", card.find_card, name="cards"),
    path("card/<str:card_code>/", card.ask, name="card"),
    path("grids/", grids.list_grids, name="grids"),
    # A grid's code is free text and may hold a slash.
    path("grids/<path:grid_code>/", grids.grid_notice, name="grid_notice"),
]
urlpatterns = [path("s/<slug:code>/", include(subdistrict))]
