"""Every address of campaigns."""

from linli.desk.campaigns import planning, report, show, uncovered, work

urlpatterns = [*show.urlpatterns, *planning.urlpatterns, *work.urlpatterns, *uncovered.urlpatterns, *report.urlpatterns]
