"""Every address of the anonymous door; each carries the subdistrict's code, nothing is guessed from who asks."""

from django.urls import include, path

from linli.public import grids

app_name = "public"

subdistrict = [
    path("grids/", grids.list_grids, name="grids"),
    # A grid's code is free text and may hold a slash.
    path("grids/<path:grid_code>/", grids.grid_notice, name="grid_notice"),
]
urlpatterns = [path("s/<slug:code>/", include(subdistrict))]
