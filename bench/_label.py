"""How quickly a model labels the texts of standard input, in a process that does nothing else."""

import json
import resource
import sys
import time
from pathlib import Path
from statistics import median

from linli.lang.classifier import Classifier, load

BATCH, TIMES, ALONE = 256, 3, 200


def per_second(model: Classifier, texts: list[str], named: int) -> float:
    """Messages a second, the middle of some runs."""
    rates = []
    for _ in range(TIMES):
        began = time.perf_counter()
        for begin in range(0, len(texts), BATCH):
            model.predict(texts[begin : begin + BATCH], named=named)
        rates.append(len(texts) / (time.perf_counter() - began))
    return median(rates)


def alone(model: Classifier, texts: list[str]) -> float:
    """Milliseconds for one message that comes by itself."""
    taken = []
    for text in texts[:ALONE]:
        began = time.perf_counter()
        model.predict([text])
        taken.append((time.perf_counter() - began) * 1_000)
    return median(taken)


if __name__ == "__main__":
    texts = json.load(sys.stdin)
    model = load(Path(sys.argv[1]))
    found = {"per_s": per_second(model, texts, 0), "with_words_per_s": per_second(model, texts, 3), "one_ms": alone(model, texts)}
    sys.stdout.write(json.dumps({**found, "peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
