"""Slowing down who guesses: wrong tries are counted by the keyed digest of where they come from, for a quarter of an hour."""

import threading
import time
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from linli.accounts.origin import address_of

WINDOW_SECONDS: Final = 15 * 60
# After so many wrong tries from one place, or from everywhere together, every answer takes its time, the right one too.
SLOW_AFTER: Final = 5
SLOW_AFTER_TOGETHER: Final = 60
NO_MORE_AFTER: Final = 25
REPORTS_AT_MOST: Final = 8
REPORT_WINDOW_SECONDS: Final = 60 * 60
# So many may wait at once in one process; the others are asked to come back, or waiting itself would be the attack.
WAIT_AT_MOST: Final = 4
WAITING: Final = threading.BoundedSemaphore(WAIT_AT_MOST)


class TooMany(Exception):
    """Somebody tried too often, or too many wait already."""


def slow_down(request: HttpRequest, code: str) -> None:
    """Wait as long as the wrong tries so far ask for; raises TooMany where waiting does not help any more."""
    mine = _taken(_key(request, code, "tries"), NO_MORE_AFTER)
    if mine >= NO_MORE_AFTER:
        raise TooMany
    if mine < SLOW_AFTER and int(cache.get(_together(code), 0)) < SLOW_AFTER_TOGETHER:
        return
    if not WAITING.acquire(blocking=False):
        raise TooMany
    try:
        time.sleep(settings.LINLI_SLOW_SECONDS)
    finally:
        WAITING.release()


def note_wrong(request: HttpRequest, code: str) -> None:
    """One more wrong try from there."""
    _take(_key(request, code, "tries"), NO_MORE_AFTER, WINDOW_SECONDS)
    together = _together(code)
    # Two at once may count as one: this is a brake, not a ledger.
    if not cache.add(together, 1, WINDOW_SECONDS):
        cache.set(together, int(cache.get(together, 0)) + 1, WINDOW_SECONDS)


def note_report(request: HttpRequest, code: str) -> None:
    """One more report from there; raises TooMany above the limit."""
    if not _take(_key(request, code, "reports"), REPORTS_AT_MOST, REPORT_WINDOW_SECONDS):
        raise TooMany


def _take(key: str, slots: int, seconds: int) -> bool:
    """Take the first free slot: adding is atomic, so that nobody slips between reading and counting."""
    return any(cache.add(f"{key}:{slot}", 1, seconds) for slot in range(_taken(key, slots), slots))


def _taken(key: str, slots: int) -> int:
    return len(cache.get_many([f"{key}:{slot}" for slot in range(slots)]))


def _key(request: HttpRequest, code: str, kind: str) -> str:
    where = address_of(request)
    # What is kept for a quarter of an hour tells nobody from where it came.
    return f"linli.public.{kind}:{salted_hmac('linli.public', f'{code} {where}', algorithm='sha256').hexdigest()[:32]}"


def _together(code: str) -> str:
    return f"linli.public.together:{code}"
