"""What a notice may say: a registered sentence and plain facts for its gaps."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

# Sentences are said in the reader's language when he reads, so a notice stores the key and the facts.
SENTENCES: Mapping[str, str] = {
    "note.written": gettext_noop("{author} wrote the note “{title}”."),
    "note.edited": gettext_noop("{author} changed the note “{title}”."),
}


def sentence(kind: str, facts: Mapping[str, str]) -> str:
    """The notice in the reader's language."""
    return gettext(SENTENCES[kind]).format(**facts)
