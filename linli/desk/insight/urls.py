"""Every address of insight."""

from linli.desk.insight import issues, marking, rates, taking

urlpatterns = [*issues.urlpatterns, *marking.urlpatterns, *taking.urlpatterns, *rates.urlpatterns]
