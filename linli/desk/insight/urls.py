"""Every address of insight."""

from linli.desk.insight import issues, marking, taking

urlpatterns = [*issues.urlpatterns, *marking.urlpatterns, *taking.urlpatterns]
