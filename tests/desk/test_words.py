"""Every verb, fact and job of the house has words on the desk."""

from linli.desk import words
from linli.kernel import jobs
from linli.kernel.journal import verbs


def test_every_verb_has_words_and_an_icon() -> None:
    assert set(verbs.registered()) - set(words.VERBS) == set()


def test_every_fact_has_a_label() -> None:
    facts = {name for verb in verbs.registered().values() for name in verb.facts}

    assert facts - set(words.FACTS) == set()


def test_every_job_that_a_person_may_see_has_words() -> None:
    # Other tests of the same process register jobs of their own under tests.
    registered = {name for name in jobs.registered_jobs() if not name.startswith("tests.")}
    assert registered - set(words.JOBS) == set()
