"""Every address of insight."""

from linli.desk.insight import issues, marking

urlpatterns = [*issues.urlpatterns, *marking.urlpatterns]
