"""A classifier as a voice beside others: every label with its share, and how far it is to be believed of this text."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from linli.lang.bayes import Guess, Heard
from linli.lang.classifier import Classifier
from linli.lang.grams import counted
from linli.lang.reading import plain

# Runs of so many characters tell how much of a text is known.
PAIRS: Final = (2,)


@dataclass(frozen=True, eq=False)
class Judge:
    """What was learnt of a street's own tickets."""

    classifier: Classifier

    def heard(self, text: str) -> Heard:
        """Every label with its share, the likeliest first; nothing of a text of which no run is known."""
        read = [plain(text)]
        rows, probabilities = self.classifier.judged(read)
        if not len(rows.columns):
            return Heard((), 0.0)
        shares, labels = probabilities[0], self.classifier.labels
        guesses = [Guess(labels[place], float(shares[place])) for place in np.argsort(-shares, kind="stable")]
        # Surer of itself than pairs alone would be: of what it half knows it is half believed.
        return Heard(guesses, float(self.classifier.by_runs.vocabulary.known_parts(counted(read, PAIRS))[0]))

    def because(self, text: str, label: str, most: int) -> list[str]:
        """The words, as they are written in the text, that spoke for the label."""
        read = plain(text)
        found = self.classifier.because(read, label, most)
        if len(read) == len(text):
            # Character for character the same, some in another form.
            places = [(read.index(word), len(word)) for word in found]
            return [text[begin : begin + length] for begin, length in places]
        return [word for word in found if word in text]

    def times_of(self, label: str) -> int:
        """From how many texts a label was learnt; none for one that it does not know."""
        return int(self.classifier.about["times"].get(label, 0))
