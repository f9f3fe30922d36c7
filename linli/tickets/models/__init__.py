"""The rows of the loop."""

from linli.tickets.models.catalogue import Catalogue, CatalogueItem, CatalogueVersion
from linli.tickets.models.clocks import TicketClock
from linli.tickets.models.duty_list import DutyAssist, DutyLine
from linli.tickets.models.emergency import Call, CalloutLine, CalloutList, Handover, UpkeepCheck
from linli.tickets.models.imports import ImportFile, ImportMapping, ImportPart, ImportRow, ImportRun, ImportTrouble, MergeProposal
from linli.tickets.models.learning import ClassModel, ClassModelVersion
from linli.tickets.models.parties import Assist, Commitment, Deliberation, SideRequest
from linli.tickets.models.partners import Partner, PartnerCall, PartnerReceipt, PartnerUsage
from linli.tickets.models.queue import SavedFilter, TicketExport
from linli.tickets.models.replies import Phrase, Reply
from linli.tickets.models.reporters import Reporter
from linli.tickets.models.rule_sets import RuleSet, RuleSetVersion
from linli.tickets.models.settings import TicketSetting
from linli.tickets.models.sources import TicketSource
from linli.tickets.models.supervision import SupervisionStep
from linli.tickets.models.tickets import NumberStripe, Ticket
from linli.tickets.models.verifications import CallAttempt, Exclusion, Sample, Verification
from linli.tickets.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "Assist",
    "Call",
    "CallAttempt",
    "CalloutLine",
    "CalloutList",
    "Catalogue",
    "CatalogueItem",
    "CatalogueVersion",
    "ClassModel",
    "ClassModelVersion",
    "Commitment",
    "Deliberation",
    "DutyAssist",
    "DutyLine",
    "Exclusion",
    "Handover",
    "ImportFile",
    "ImportMapping",
    "ImportPart",
    "ImportRow",
    "ImportRun",
    "ImportTrouble",
    "MergeProposal",
    "NumberStripe",
    "Partner",
    "PartnerCall",
    "PartnerReceipt",
    "PartnerUsage",
    "Phrase",
    "Reply",
    "Reporter",
    "RuleSet",
    "RuleSetVersion",
    "Sample",
    "SavedFilter",
    "SideRequest",
    "SupervisionStep",
    "Ticket",
    "TicketClock",
    "TicketExport",
    "TicketSetting",
    "TicketSource",
    "UpkeepCheck",
    "Verification",
    "Webhook",
    "WebhookDelivery",
]
