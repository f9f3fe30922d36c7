"""What a post or a membership may include about tickets."""

from enum import StrEnum

from django.utils.translation import gettext_noop

from linli.kernel.permissions import permissions


class Permission(StrEnum):
    """One code for each thing that somebody may be allowed to do here."""

    READ = "tickets.read"
    READ_OWN = "tickets.read_own"
    READ_REPORTER = "tickets.read_reporter"
    OPEN = "tickets.open"
    DISPATCH = "tickets.dispatch"
    ACCEPT = "tickets.accept"
    RETURN = "tickets.return"
    HANDLE = "tickets.handle"
    RESOLVE = "tickets.resolve"
    VERIFY = "tickets.verify"
    DELIBERATE = "tickets.deliberate"
    DEFER = "tickets.defer"
    MERGE = "tickets.merge"
    WITHDRAW = "tickets.withdraw"
    REDIRECT = "tickets.redirect"
    VOID = "tickets.void"
    UNDO = "tickets.undo"
    REOPEN = "tickets.reopen"
    EXTEND = "tickets.extend"
    PAUSE = "tickets.pause"
    EDIT = "tickets.edit"
    DECIDE_DUTY = "tickets.decide_duty"
    CALL = "tickets.call"
    SUPERVISE = "tickets.supervise"
    CHANGE_PLANS = "tickets.change_plans"
    COUNTERSIGN = "tickets.countersign"
    EXCLUDE = "tickets.exclude"
    REPORT_UPWARD = "tickets.report_upward"
    HAND_OVER = "tickets.hand_over"
    CHANGE_CALLOUTS = "tickets.change_callouts"
    IMPORT = "tickets.import"
    EXCHANGE = "tickets.exchange"
    RETURN_ORDER = "tickets.return_order"
    CHANGE_SENDERS = "tickets.change_senders"
    CHANGE_PARTNERS = "tickets.change_partners"


def register() -> None:
    """Make the permissions known to the house."""
    permissions(
        {
            Permission.READ: gettext_noop("See every ticket"),
            Permission.READ_OWN: gettext_noop("See the tickets of one's own unit"),
            Permission.READ_REPORTER: gettext_noop("See who reported, and in which words"),
            Permission.OPEN: gettext_noop("Take down tickets and settle small matters on the spot"),
            Permission.DISPATCH: gettext_noop("Dispatch tickets"),
            Permission.ACCEPT: gettext_noop("Accept tickets for one's own unit"),
            Permission.RETURN: gettext_noop("Sign the return of a ticket"),
            Permission.HANDLE: gettext_noop("Handle tickets of one's own unit"),
            Permission.RESOLVE: gettext_noop("Sign that a ticket is handled"),
            Permission.VERIFY: gettext_noop("Verify and close tickets"),
            Permission.DELIBERATE: gettext_noop("Call meetings on tickets and write down what they decide"),
            Permission.DEFER: gettext_noop("Approve that a ticket waits"),
            Permission.MERGE: gettext_noop("Merge tickets"),
            Permission.WITHDRAW: gettext_noop("Take tickets back for their reporter"),
            Permission.REDIRECT: gettext_noop("Tell reporters of another route"),
            Permission.VOID: gettext_noop("Approve that a ticket is void"),
            Permission.UNDO: gettext_noop("Bring back tickets that were put aside"),
            Permission.REOPEN: gettext_noop("Reopen closed tickets"),
            Permission.EXTEND: gettext_noop("Approve more time"),
            Permission.PAUSE: gettext_noop("Approve that clocks stand still"),
            Permission.EDIT: gettext_noop("Correct class, matter and place of tickets"),
            Permission.DECIDE_DUTY: gettext_noop("Decide who takes what no unit takes"),
            Permission.CALL: gettext_noop("Remind units, and write down calls about late tickets"),
            Permission.SUPERVISE: gettext_noop("Sign supervision orders"),
            Permission.CHANGE_PLANS: gettext_noop("Publish clock plans and supervision ladders"),
            Permission.COUNTERSIGN: gettext_noop("Sign replies as the responsible deputy director"),
            Permission.EXCLUDE: gettext_noop("Decide with a second person that a ticket counts in no rate"),
            Permission.REPORT_UPWARD: gettext_noop("Report emergencies upward"),
            Permission.HAND_OVER: gettext_noop("Hand over and take over shifts"),
            Permission.CHANGE_CALLOUTS: gettext_noop("Change call-out lists"),
            Permission.IMPORT: gettext_noop("Take messages over from files"),
            Permission.EXCHANGE: gettext_noop("Exchange orders with the hotline"),
            Permission.RETURN_ORDER: gettext_noop("Sign the return of an order to the district"),
            Permission.CHANGE_SENDERS: gettext_noop("Change how files of the hotline are read and written"),
            Permission.CHANGE_PARTNERS: gettext_noop("Give other systems tokens and addresses to be told at"),
        }
    )
