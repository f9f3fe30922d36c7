"""Every address of insight."""

from linli.desk.insight import issues

urlpatterns = [*issues.urlpatterns]
