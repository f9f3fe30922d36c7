"""Every address of places."""

from django.urls import URLPattern

from linli.desk.places import card_steps, cards, changing, contacts, edit, files, listing, mapping, merging, periods, show

urlpatterns: list[URLPattern] = [
    *listing.urlpatterns,
    *mapping.urlpatterns,
    *files.urlpatterns,
    *merging.urlpatterns,
    *periods.urlpatterns,
    *edit.urlpatterns,
    *contacts.urlpatterns,
    *changing.urlpatterns,
    *show.urlpatterns,
    *cards.urlpatterns,
    *card_steps.urlpatterns,
]
