"""Every address of the form registry."""

from linli.desk.registry import back, decide, edit, fill, listing, meter, questions, show

urlpatterns = [
    *listing.urlpatterns,
    *meter.urlpatterns,
    *edit.urlpatterns,
    *show.urlpatterns,
    *questions.urlpatterns,
    *decide.urlpatterns,
    *fill.urlpatterns,
    *back.urlpatterns,
]
