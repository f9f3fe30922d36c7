"""Substring search in any language, Chinese words of two characters first.

Texts are cut into runs (what stands between blanks and punctuation), runs into pairs of neighbouring characters, after
full-width and half-width, capital and small letters have been made one. A search finds the rows that hold all pairs of
what was typed; the pairs may lie apart, so the caller compares with the real text (`contains`) before showing a row.
A single character is found where a run begins with it: as a surname at the head of a name, a block's letter, a house number.
"""

from linli.kernel.find.grams import contains, grams_of_query, grams_of_text
from linli.kernel.find.index import Hit, forget, index, index_many, search

__all__ = ["Hit", "contains", "forget", "grams_of_query", "grams_of_text", "index", "index_many", "search"]
