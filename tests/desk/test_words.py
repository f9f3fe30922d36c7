"""Every verb, fact and job of the house has words on the desk."""

from linli.desk import words, words_of_jobs
from linli.kernel import jobs
from linli.kernel.journal import verbs


def test_every_verb_has_words_and_an_icon() -> None:
    assert set(verbs.registered()) - set(words.VERBS) == set()


def test_every_fact_has_a_label() -> None:
    facts = {name for verb in verbs.registered().values() for name in verb.facts}

    assert facts - set(words.FACTS) == set()


def test_every_job_that_a_person_may_see_has_words() -> None:
    # The tests of the queue register jobs of their own.
    assert {name for name in jobs.registered_jobs() if not name.startswith("tests.")} - set(words_of_jobs.JOBS) == set()
