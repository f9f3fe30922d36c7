"""Every address of the pages about visits, below /d/<code>/visits/."""

from django.urls import URLPattern, URLResolver, include, path

from linli.desk.visits import checklists, due, enter, made, patrol_paper, patrol_routes, patrol_shifts, patrol_stops, settings

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(due.urlpatterns)),
    path("", include(enter.urlpatterns)),
    path("", include(made.urlpatterns)),
    path("", include(settings.urlpatterns)),
    path("", include(checklists.urlpatterns)),
    path("", include(patrol_routes.urlpatterns)),
    path("", include(patrol_stops.urlpatterns)),
    path("", include(patrol_shifts.urlpatterns)),
    path("", include(patrol_paper.urlpatterns)),
]
