"""`linli text`: learn labels from a file of messages, say them for another, measure them; and what is hot in a stream of messages."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from linli.config.cli import house
from linli.config.cli.text_hot import hottest, moment, plain_cell
from linli.lang import messages
from linli.lang.trouble import BadFile
from linli.lang.whole import PART, require_place, whole

if TYPE_CHECKING:
    from linli.lang.classifier import Classifier, Prediction
    from linli.lang.measures import Measured
    from linli.lang.messages import Message
    from linli.lang.sampling import Sample

DONE: Final = 0
# Rows that are read before anything is said about them.
BATCH: Final = 256
# What is learnt from at most, of a file however long.
MOST_TEXTS: Final = 20_000
# A column with more different words than that is no column of labels.
MOST_LABELS: Final = 1_000
HEADINGS: Final = ("row", "label", "probability", "sureness", "label_2", "probability_2", "label_3", "probability_3", "because")
# Besides, where labels are on two levels; the last is the label where it is likely, else the class where that is.
OF_CLASSES: Final = ("class", "class_probability", "class_sureness", "said")


def add_arguments(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `text` and its own commands."""
    parser = subparsers.add_parser("text", help="learn labels from a CSV with label, title and text; predict and measure them")
    commands = parser.add_subparsers(dest="text_command", required=True)
    train_ = commands.add_parser("train", help="learn from a CSV with the columns label and text (title may be there)")
    train_.add_argument("file", type=Path, metavar="FILE")
    train_.add_argument("--out", type=Path, required=True, metavar="MODEL", help="where the model is written")
    train_.add_argument("--also", type=Path, action="append", default=[], metavar="FILE", help="texts nobody sorted (column text)")
    predict_ = commands.add_parser("predict", help="write for each row label, probability, the three likeliest and the words that decided")
    evaluate_ = commands.add_parser("evaluate", help="compare what the model says with the labels of a CSV")
    for each in (predict_, evaluate_):
        each.add_argument("files", type=Path, nargs="+", metavar="FILE", help="the model, if not given by --model, and the CSV")
        each.add_argument("--model", type=Path, metavar="MODEL")
    hot_ = commands.add_parser("hot", help="groups of messages about one matter at one place (columns id, reporter, time, title, text)")
    hot_.add_argument("file", type=Path, metavar="FILE")
    hot_.add_argument("--since", metavar="DATE", help="the first moment of the period (default: of the file)")
    hot_.add_argument("--until", metavar="DATE", help="the last day or moment of the period (default: of the file)")
    hot_.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the CSV is written")
    predict_.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the CSV is written")


def run(args: argparse.Namespace) -> int:
    """Exit code 0 when done; what cannot be used is told in one sentence."""
    try:
        COMMANDS[args.text_command](args)
    except BadFile as trouble:
        raise house.CannotRun(str(trouble)) from None
    except OSError as trouble:
        raise house.CannotRun(_told(trouble, args)) from None
    return DONE


def train(args: argparse.Namespace) -> None:
    """Learn and write the model; last line one JSON object."""
    from linli.lang.sampling import Sample
    from linli.lang.training import checked
    from linli.lang.training import train as learn

    require_place(args.out, (args.file, *args.also))
    chosen, more = Sample(MOST_TEXTS), Sample(MOST_TEXTS)
    left_out = _sampled(args.file, chosen)
    pairs = chosen.pairs()
    checked([label for _, label in pairs], args.file)
    for path in args.also:
        for message in messages.read(path, ("text",)):
            more.add(message.told)
    about = {
        "files": {path.name: messages.digest(path) for path in (args.file, *args.also)},
        "rows": chosen.read,
        "rows_left_out": left_out,
        "unlabelled_rows": more.read,
    }
    found = learn([text for text, _ in pairs], [label for _, label in pairs], [text for text, _ in more.pairs()], about)
    found.save(args.out)
    _said({"model": str(args.out), "model_bytes": args.out.stat().st_size, "labels": len(found.labels), **found.about})


def predict(args: argparse.Namespace) -> None:
    """Write a row for each row of the file, in its order."""
    model, path = _model_and_file(args)
    counts = {"read": 0, "unknown": 0}
    # With a mark, so that office programs read it as UTF-8.
    with whole(args.out) as beside, beside.open("x", encoding="utf-8-sig", newline="") as written:
        writer = csv.writer(written)
        writer.writerow(HEADINGS if model.levels is None else (*HEADINGS, *OF_CLASSES))
        for batch in _batches(messages.read(path, ("text",), keeps_empty=True)):
            for message, found in zip(batch, model.predict([each.told for each in batch]), strict=True):
                writer.writerow(_row(message, found) + ([] if model.levels is None else _of_class(found)))
                counts["read"] += 1
                counts["unknown"] += not found.top
    _said({**counts, "out": str(args.out)})


def evaluate(args: argparse.Namespace) -> None:
    """Print what was measured, a line a label and, on two levels, a line a class; last one JSON object."""
    from linli.lang.levels import class_of
    from linli.lang.measures import measured

    model, path = _model_and_file(args)
    named = {label: class_of(label) for label in model.labels}
    so, said, classes = list[str](), list[str](), list[str]()
    # How often a label was said, a class alone, nothing; and how often that was right.
    spoken = {"labels": [0, 0], "classes": [0, 0], "nothing": [0, 0]}
    judged = (message for message in messages.read(path, ("label", "text")) if message.label and message.told)
    for batch in _batches(judged):
        for message in batch:
            if message.label not in model.labels:
                known = ", ".join(model.labels)
                raise BadFile(f"{path}: row {message.row} has the label {message.label}, which the model does not know; it knows {known}.")
        found = model.predict([each.told for each in batch], named=0)
        so += [message.label for message in batch]
        said += [each.top[0][0] if each.top else "" for each in found]
        classes += [each.above.label if each.above else "" for each in found]
        for message, each in zip(batch, found, strict=True):
            kind = "classes" if each.is_of_class else "labels" if each.said else "nothing"
            spoken[kind][0] += 1
            spoken[kind][1] += each.said == (named[message.label] if each.is_of_class else message.label)
    if not so:
        raise BadFile(f"{path} holds no row with a label and a text: nothing can be measured.")
    told = measured(so, said)
    _shown(told)
    if model.levels is None:
        _said(_figures(told))
        return
    of_classes = measured([named[each] for each in so], classes)
    _shown(of_classes)
    _said({**_figures(told), "classes": _figures(of_classes), "said": spoken})


def hot(args: argparse.Namespace) -> None:
    """Write what is hot in a stream of messages."""
    require_place(args.out, [args.file])
    since = moment(args.since, "--since") if args.since else None
    until = moment(args.until, "--until", is_end=True) if args.until else None
    if since and until and until < since:
        raise BadFile(f"--until {args.until} lies before --since {args.since}: name the earlier day first.")
    hottest(args.file, args.out, since, until)


COMMANDS: Final[dict[str, Callable[[argparse.Namespace], None]]] = {
    "train": train,
    "predict": predict,
    "evaluate": evaluate,
    "hot": hot,
}


def _model_and_file(args: argparse.Namespace) -> "tuple[Classifier, Path]":
    from linli.lang.classifier import load

    *models, path = args.files
    if args.model:
        models = [args.model, *models]
    if len(models) != 1:
        raise BadFile("One model and one file are needed: `linli text predict MODEL FILE --out FILE`.")
    if "out" in args:
        require_place(args.out, (models[0], path))
    return load(models[0]), path


def _sampled(path: Path, chosen: "Sample") -> int:
    """Take in what can be learnt from; how many rows were left out."""
    left_out, labels = 0, set[str]()
    for message in messages.read(path, ("label", "text")):
        if message.label and message.told:
            labels.add(message.label)
            if len(labels) > MOST_LABELS:
                raise BadFile(
                    f"{path}: row {message.row} has one label more than {MOST_LABELS:,}, the most that are told apart:"
                    " see whether the column label holds labels."
                )
            chosen.add(message.told, message.label)
        else:
            left_out += 1
    if not chosen.read:
        raise BadFile(f"{path} holds no row with a label and a text: nothing can be learnt.")
    return left_out


def _batches(each: "Iterable[Message]") -> "Iterator[list[Message]]":
    left = iter(each)
    while batch := list(islice(left, BATCH)):
        yield batch


def _row(message: "Message", found: "Prediction") -> list[str]:
    top = [cell for label, probability in found.top for cell in (plain_cell(label), f"{probability:.4f}")]
    top += [""] * (6 - len(top))
    return [str(message.row), *top[:2], found.sureness, *top[2:], "、".join(found.because)]


def _of_class(found: "Prediction") -> list[str]:
    if found.above is None:
        return [""] * len(OF_CLASSES)
    above = found.above
    return [plain_cell(above.label), f"{above.probability:.4f}", above.sureness, plain_cell(found.said)]


def _told(trouble: OSError, args: argparse.Namespace) -> str:
    """A file that cannot be read or written, with the way out; what fails while it is written has no name or that of the part."""
    name = str(trouble.filename or "")
    if name and not name.endswith(PART):
        return f"{name} cannot be read ({trouble.strerror}): name a file that is there and may be read."
    return f"{getattr(args, 'out', 'What was found')} could not be written ({trouble.strerror}): make room, or name a file elsewhere."


def _shown(told: "Measured") -> None:
    for each in told.per_label():
        sys.stdout.write(f"{each.label}\tf1 {each.f1:.4f}\tprecision {each.precision:.4f}\trecall {each.recall:.4f}\t{each.times}\n")


def _figures(told: "Measured") -> dict[str, object]:
    low, high = told.interval()
    return {
        "texts": int(told.confusion.sum()),
        "accuracy": round(told.accuracy, 4),
        "macro_f1": round(told.macro_f1, 4),
        "interval": [round(low, 4), round(high, 4)],
        "labels": list(told.labels),
        "confusion": told.confusion.tolist(),
    }


def _said(facts: Mapping[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(facts, ensure_ascii=False)}\n")
