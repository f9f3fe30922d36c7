"""Whether a ticket is under supervision."""

from linli.tickets.models import SupervisionStep, Ticket


def is_supervised(ticket: Ticket) -> bool:
    """Whether an order was ever signed to it 督办."""
    return SupervisionStep.objects.of(ticket.subdistrict_id).filter(ticket_id=ticket.pk, order_number__isnull=False).exists()
