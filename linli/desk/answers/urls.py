"""Every address of the answer base."""

from linli.desk.answers import asked, decide, edit, listing, sheets, show

urlpatterns = [
    *listing.urlpatterns,
    *asked.urlpatterns,
    *edit.urlpatterns,
    *sheets.urlpatterns,
    *show.urlpatterns,
    *decide.urlpatterns,
]
