"""Contact cards 联心卡: the code that stands on them, and the life of a card from a blank one to a withdrawn one."""

import secrets
from typing import Final

from django.utils.translation import gettext, gettext_noop

from linli.kernel.errors import Refused, refusals
from linli.org.rules import kinds as org
from linli.places.rules.kinds import Stage
from linli.places.rules.life import OVER

# Without 0 and O, 1, I and L. Thirty-one is a prime: one wrong letter, or two that changed places, never add up again.
CARD_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CARD_LONG: Final = 7
CARDS_AT_MOST: Final = 200
# Longer than any code with all its blanks, so that nobody has a novel looked up.
TYPED_AT_MOST: Final = 40


class CardState(org.Kind):
    """Where a card stands in its life."""

    BLANK = "blank", gettext_noop("Blank")
    BOUND = "bound", gettext_noop("Bound")
    WITHDRAWN = "withdrawn", gettext_noop("Holds no more")


class Withdrawal(org.Kind):
    """Why a card holds no more."""

    LOST = "lost", gettext_noop("Lost")
    DAMAGED = "damaged", gettext_noop("Damaged or faded")
    MISPRINTED = "misprinted", gettext_noop("Misprinted")
    PERSON_LEFT = "person_left", gettext_noop("Somebody else answers now")
    NOT_WANTED = "not_wanted", gettext_noop("The place wants none")
    PLACE_GONE = "place_gone", gettext_noop("The place is gone")


# Why another card takes its place.
WORN: Final = (Withdrawal.DAMAGED, Withdrawal.LOST, Withdrawal.MISPRINTED)


def new_code() -> str:
    """A code that nobody guesses: six drawn letters and the one that checks them."""
    drawn = "".join(secrets.choice(CARD_LETTERS) for _ in range(CARD_LONG - 1))
    return drawn + check_letter(drawn)


def check_letter(drawn: str) -> str:
    """The letter that checks the others: their places in the alphabet, each weighed by where it stands, modulo 31."""
    weighed = sum(place * CARD_LETTERS.index(letter) for place, letter in enumerate(drawn, start=2))
    return CARD_LETTERS[weighed % len(CARD_LETTERS)]


def card_value(typed: str) -> str:
    """The code as it is compared, however it was typed; empty for what cannot be one."""
    code = "".join(letter for letter in typed[:TYPED_AT_MOST].upper() if letter.isalnum())
    if len(code) != CARD_LONG or any(letter not in CARD_LETTERS for letter in code):
        return ""
    return code if check_letter(code[:-1]) == code[-1] else ""


def shown(code: str) -> str:
    """The code as people read it: three and four, so that nobody takes it for the eight letters of a report."""
    return f"{code[:3]} {code[3:]}"


def required_value(typed: str) -> str:
    """The code that was typed; refused where it cannot be one."""
    code = card_value(typed)
    if not code:
        raise Refused("places.card_misread", code=typed[:TYPED_AT_MOST].strip() or "–")
    return code


def check_number(number: int) -> None:
    """Refuse to make none, or more at once than anybody prints."""
    if not 1 <= number <= CARDS_AT_MOST:
        raise Refused("places.card_number", limit=CARDS_AT_MOST)


def check_blank(code: str, state: CardState, *, name: str) -> None:
    """Refuse to bind what is bound already or holds no more."""
    if state is CardState.BOUND:
        raise Refused("places.card_is_bound", code=shown(code), name=name)
    if state is CardState.WITHDRAWN:
        raise Refused("places.card_is_withdrawn", code=shown(code))


def check_withdrawable(code: str, state: CardState) -> None:
    """Refuse to withdraw what was withdrawn before."""
    if state is CardState.WITHDRAWN:
        raise Refused("places.card_is_withdrawn", code=shown(code))


def check_replaceable(code: str, state: CardState) -> None:
    """Refuse to replace what nobody holds."""
    if state is not CardState.BOUND:
        raise Refused("places.card_is_not_bound", code=shown(code))


def check_stage(stage: Stage, name: str) -> None:
    """Refuse a card for a place that is over."""
    if stage in OVER:
        raise Refused("places.card_for_what_is_gone", name=name, stage=gettext(stage.words))


refusals(
    {
        "places.card_misread": gettext_noop(
            "“{code}” is no code of a contact card. It has seven letters and digits, without 0, O, 1, I and L. Read it again."
        ),
        "places.card_unknown": gettext_noop("No card of this street has the code {code}. Take one of the cards that were made here."),
        "places.card_number": gettext_noop("1 to {limit} cards are made at once. Write such a number."),
        "places.card_is_bound": gettext_noop("The card {code} belongs to {name} already. Take another card."),
        "places.card_is_withdrawn": gettext_noop("The card {code} was withdrawn and holds no more. Take another card."),
        "places.card_is_not_bound": gettext_noop("The card {code} belongs to nobody. Bind it instead."),
        "places.card_for_what_is_gone": gettext_noop("{name} is “{stage}” and needs no card. Bind it to who is there now."),
        "places.place_has_card": gettext_noop("{name} has the card {code}. Replace that one, or withdraw it first."),
        "places.person_has_card": gettext_noop("This person has the card {code} already. Replace that one, or withdraw it first."),
        "places.card_to_nobody": gettext_noop("A card belongs to a place, or to a person. Choose one of them."),
        "places.card_person_unknown": gettext_noop(
            "Whoever answers a card stands on a grid's public notice. Choose somebody who does, or leave it to the place's grid."
        ),
        "places.no_place_without_card": gettext_noop("Each of these places has a card, or is gone. Choose others."),
    }
)
