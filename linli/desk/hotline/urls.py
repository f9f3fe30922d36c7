"""Every address of the exchange, below /d/<code>/hotline/."""

from linli.desk.hotline import exchange, panel, reconciling, senders

urlpatterns = [*reconciling.urlpatterns, *exchange.urlpatterns, *senders.urlpatterns, *panel.urlpatterns]
