"""Every address of the answer base."""

from linli.desk.answers import decide, edit, listing, sheets, show

urlpatterns = [
    *listing.urlpatterns,
    *edit.urlpatterns,
    *sheets.urlpatterns,
    *show.urlpatterns,
    *decide.urlpatterns,
]
