"""`linli text` as an operator types it: a file of messages becomes a model, a model labels another file and is measured by it."""

import csv
import errno
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.config.cli import text
from linli.lang import messages as reading
from linli.lang import sampling
from linli.lang.sampling import Sample
from linli.lang.trouble import BadFile
from tests.config.cli.text_files import Rows, linli, said, stream, written
from tests.lang.corpus import messages


def labelled(count: int, seed: int = 1) -> list[list[str]]:
    texts, labels = messages(count, seed)
    return [["label", "title", "text"], *([label, "", each] for label, each in zip(labels, texts, strict=True))]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("text")
    also = written(folder / "also.csv", [["text"], *([each] for each in messages(10, seed=8)[0])])
    file = written(folder / "a.csv", [*labelled(30), ["", "", "没有标签"]])
    assert linli("train", file, "--out", folder / "m", "--also", also) == 0
    return folder / "m"


def test_training_says_what_was_learnt_from_and_how_good_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = labelled(20)
    file = written(tmp_path / "a.csv", [*rows, rows[1], ["", "", ""], ["环境", "", " "]])
    assert linli("train", file, "--out", tmp_path / "m") == 0
    facts = said(capsys)
    assert (facts["rows"], facts["texts"], facts["rows_left_out"], facts["labels"]) == (61, 60, 1, 3)
    assert facts["files"] == {"a.csv": reading.digest(file)} and facts["model_bytes"] == (tmp_path / "m").stat().st_size
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "m"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_row_gets_label_probability_and_words_in_its_order(model: Path, tmp_path: Path, encoding: str) -> None:
    texts, labels = messages(8, seed=2)
    rows = [["title", "text", "other"], *(["", each, "x"] for each in texts), [], ["", "@@@", ""], ["", "楼下饭店，\r\n油烟", ""]]
    file = written(tmp_path / "b.csv", rows, encoding)
    assert linli("predict", "--model", model, file, "--out", tmp_path / "out.csv") == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [each["row"] for each in found] == [*map(str, range(2, 26)), "27", "28"]
    assert sum(each["label"] == label for each, label in zip(found, labels, strict=False)) >= 22
    assert all(each["because"] and each["label_3"] and float(each["probability"]) > 0.3 for each in found[:24])
    assert (found[24]["label"], found[24]["sureness"], found[24]["probability_3"]) == ("", "unsure", "")
    assert found[25]["label"] == "环境"


def test_a_row_of_empty_fields_is_a_row_and_a_blank_line_is_none(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [["", ""], ["title", "text"], ["", "楼下饭店油烟"], ["", " "], [], ["", "楼下饭店油烟"], ["", ""]]
    assert linli("predict", "--model", model, written(tmp_path / "b.csv", rows), "--out", tmp_path / "out.csv") == 0
    assert (said(capsys)["read"], len((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines())) == (4, 5)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert [(each["row"], each["sureness"]) for each in found if not each["label"]] == [("4", "unsure"), ("7", "unsure")]


def test_measuring_prints_each_label_and_everything_together(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "c.csv", [*labelled(12, seed=3), ["环境", "", "@@@"]])
    assert linli("evaluate", model, file) == 0
    out = capsys.readouterr().out
    facts = json.loads(out.splitlines()[-1])
    assert facts["texts"] == 37 and facts["accuracy"] > 0.9 and facts["interval"][0] <= facts["macro_f1"] <= facts["interval"][1]
    assert sum(map(sum, facts["confusion"])) == 37 and "环境\tf1 " in out


@pytest.fixture(scope="module")
def of_two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("two")
    assert linli("train", written(folder / "a.csv", on_two_levels(30)), "--out", folder / "m") == 0
    return folder / "m"


def on_two_levels(count: int, seed: int = 1) -> list[list[str]]:
    """The same messages, two of their labels within one class."""
    heading, *rows = labelled(count, seed)
    return [heading, *([label if label == "教育" else f"城市/{label}", title, text] for label, title, text in rows)]


def test_labels_on_two_levels_are_learnt_and_the_number_of_classes_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert linli("train", written(tmp_path / "a.csv", on_two_levels(20)), "--out", tmp_path / "m") == 0
    facts = said(capsys)
    assert (facts["labels"], facts["classes"]) == (3, 2) and "held_out_classes" in facts


def test_class_and_class_probability_stand_behind_what_a_model_of_one_level_writes(of_two: Path, tmp_path: Path) -> None:
    texts, labels = messages(8, seed=2)
    file = written(tmp_path / "b.csv", [["text"], *([each] for each in texts), ["@@@"]])
    assert linli("predict", of_two, file, "--out", tmp_path / "out.csv") == 0
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert list(found[0]) == [*text.HEADINGS, "class", "class_probability", "class_sureness", "said"]
    assert all(float(each["class_probability"]) >= float(each["probability"]) for each in found[:-1])
    so = ["教育" if label == "教育" else "城市" for label in labels]
    assert sum(each["class"] == one for each, one in zip(found, so, strict=False)) >= 22
    assert all(each["said"] in {"", each["label"], each["class"]} for each in found)
    assert any(each["said"] == each["label"] for each in found)
    assert [found[-1][name] for name in ("label", *text.OF_CLASSES)] == [""] * 5


def test_both_levels_are_measured_and_what_was_said_of_each(of_two: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "c.csv", [*on_two_levels(12, seed=3), ["城市/环境", "", "@@@"]])
    assert linli("evaluate", of_two, file) == 0
    out = capsys.readouterr().out
    facts = json.loads(out.splitlines()[-1])
    assert facts["texts"] == facts["classes"]["texts"] == 37 and facts["classes"]["accuracy"] >= facts["accuracy"] > 0.9
    assert facts["classes"]["labels"] == ["", "城市", "教育"] and "\n城市\tf1 " in out and "\n城市/环境\tf1 " in f"\n{out}"
    spoken = facts["said"]
    assert sum(count for count, _ in spoken.values()) == 37 and spoken["nothing"][1] == 0 < spoken["nothing"][0]
    assert all(right <= count for count, right in spoken.values())


def test_a_packed_file_is_read_and_a_label_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    rows = [[f"={label}" if place else label, *rest] for place, (label, *rest) in enumerate(labelled(20))]
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(written(tmp_path / "a.csv", rows).read_bytes()))
    assert linli("train", packed, "--out", tmp_path / "m") == 0
    assert linli("predict", tmp_path / "m", packed, "--out", tmp_path / "out.csv") == 0
    assert "\r\n2,'=环境," in (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")


def plain(rows: Rows) -> Callable[[Path], Path]:
    return lambda path: written(path, rows)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (plain([["label", "words"], ["环境", "油烟"]]), "has no column text"),
        (plain([["text", "label", "Text"], ["油烟", "环境", "油烟"]]), "has the column text twice"),
        (plain([]), "is empty: its first row must name label, text"),
        (plain([["label", "text"], ["环境", "油烟"], ["环境", "河水", "多"]]), "row 3 has more cells"),
        (plain([["label", "text"], ["环境", "油\0烟"]]), "row 2 holds a NUL character"),
        (
            plain([["label", "text"], *(["环境", f"油烟{chr(0x4E00 + place)}"] for place in range(9))]),
            "bad.csv has texts of one label only (环境)",
        ),
        (plain([["label", "text"], ["", "油烟"], ["环境", " "]]), "bad.csv holds no row with a label and a text"),
        (plain([["label", "text"], *([str(place), "油烟"] for place in range(1_001))]), "row 1002 has one label more than 1,000"),
        (
            plain([["label", "text"], ["环境", "油烟"], ["教育", "老师"], ["教育", "学费"]]),
            "bad.csv has 1 different texts with the label 环境",
        ),
        (lambda path: path.write_text('label,text\n环境,"油烟\n'), "row 2 cannot be read as CSV"),
        (lambda path: path.write_bytes("label,text\n环境,".encode() + b"\xff\xff\xff"), "neither UTF-8 nor GB18030"),
        (lambda path: path.write_bytes(gzip.compress(b"label,text\n" * 99)[:-9]), "was cut off or is damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], object], sentence: str
) -> None:
    file = tmp_path / "bad.csv"
    make(file)
    assert linli("train", file, "--out", tmp_path / "m") == 2
    err = capsys.readouterr().err
    assert sentence in err and err.count("\n") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["bad.csv"]


def test_what_stands_in_the_way_is_told_before_any_work(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path / "a.csv", labelled(2))
    for words, sentence in (
        (("train", file, "--out", tmp_path / "no" / "m"), "There is no folder"),
        (("train", file, "--out", tmp_path), "is a folder: name a file"),
        (("predict", file, "--out", tmp_path / "o"), "One model and one file are needed"),
        (("predict", "--model", model, model, file, "--out", tmp_path / "o"), "One model and one file are needed"),
        (("predict", file, file, "--out", tmp_path / "o"), "is no text model"),
        (("train", tmp_path / "none.csv", "--out", tmp_path / "m"), "none.csv cannot be read (No such file"),
        (("predict", model, tmp_path / "none.csv", "--out", tmp_path / "o"), "none.csv cannot be read (No such file"),
        (("predict", tmp_path, file, "--out", tmp_path / "o"), "cannot be read (Is a directory): name a file"),
        (("train", tmp_path, "--out", tmp_path / "m"), "cannot be read (Is a directory): name a file"),
        (("train", file, "--out", "/proc/m"), "/proc/m cannot be written"),
        (("train", file, "--out", file), "a.csv is read itself: name another file"),
        (("train", file, "--also", model, "--out", model), "m is read itself"),
        (("predict", model, file, "--out", file), "a.csv is read itself"),
        (("predict", model, file, "--out", model), "m is read itself"),
        (("hot", file, "--out", file), "a.csv is read itself"),
        (("evaluate", model, written(tmp_path / "b.csv", [["label", "text"], ["", "油烟"]])), "no row with a label and a text"),
        (("evaluate", model, written(tmp_path / "c.csv", [["label", "text"], ["水务", "水管"]])), "row 2 has the label 水务"),
    ):
        assert linli(*words) == 2
        assert sentence in capsys.readouterr().err


def test_a_file_that_stands_there_by_another_name_is_not_written_over(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path / "a.csv", labelled(2))
    before = file.read_bytes()
    (tmp_path / "b.csv").symlink_to(file)
    assert linli("predict", model, file, "--out", tmp_path / "b.csv") == 2
    assert "b.csv is read itself" in capsys.readouterr().err and file.read_bytes() == before


def test_what_a_killed_process_of_the_same_number_left_is_in_nobodys_way(model: Path, tmp_path: Path) -> None:
    file = written(tmp_path / "a.csv", labelled(2))
    (tmp_path / f".o.csv.{os.getpid()}.part").write_text("half", encoding="utf-8")
    assert linli("predict", model, file, "--out", tmp_path / "o.csv") == 0
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "o.csv"]


def test_what_can_be_read_only_once_is_told_so(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert linli("predict", model, tmp_path / "pipe", "--out", tmp_path / "o.csv") == 2
    assert "pipe is no ordinary file, and it is read more than once" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["train", "predict", "hot"])
def test_a_device_or_a_pipe_is_never_replaced(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    file, pipe = written(tmp_path / "a.csv", labelled(2)), tmp_path / "pipe"
    os.mkfifo(pipe)
    assert linli(command, *([model] if command == "predict" else []), file, "--out", pipe) == 2
    assert "is no ordinary file: name one" in capsys.readouterr().err
    assert pipe.is_fifo() and sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "pipe"]


@pytest.mark.parametrize("command", ["train", "predict", "hot"])
def test_where_no_room_is_left_the_answer_before_stays(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = written(tmp_path / "a.csv", stream() if command == "hot" else labelled(20))
    (tmp_path / "out").write_text("before", encoding="utf-8")
    monkeypatch.setattr("os.fsync", full)
    assert linli(command, *([model] if command == "predict" else []), file, "--out", tmp_path / "out") == 2
    assert "out could not be written (No space left on device): make room" in capsys.readouterr().err
    assert (tmp_path / "out").read_text(encoding="utf-8") == "before"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "out"]


def test_a_model_that_is_none_of_ours_or_no_more_whole_is_refused(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, file = model.read_bytes(), written(tmp_path / "a.csv", labelled(2))
    for bad, sentence in (
        (b"", "is no text model"),
        (bytes(range(256)) * 9, "is no text model"),
        (content[:30], "was cut off or altered"),
        (content[: len(content) // 2], "was cut off or altered"),
        (content[:-100] + b"x" + content[-99:], "was cut off or altered"),
        (content[:19] + b"\2" + content[20:], "is a text model of version 2; this program reads version 1"),
    ):
        (tmp_path / "m").write_bytes(bad)
        for words in (("predict", tmp_path / "m", file, "--out", tmp_path / "o"), ("evaluate", tmp_path / "m", file)):
            assert linli(*words) == 2
            err = capsys.readouterr().err
            assert sentence in err and err.count("\n") == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.csv", "m"]


def test_a_bad_row_far_down_leaves_no_half_of_an_answer(model: Path, tmp_path: Path) -> None:
    rows = [["text"], *([each] for each in messages(2)[0] * 60), ["油\0烟"]]
    assert linli("predict", model, written(tmp_path / "a.csv", rows), "--out", tmp_path / "out.csv") == 2
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_of_a_long_file_a_part_is_learnt_that_no_order_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(text, "MOST_TEXTS", 40)
    rows = labelled(30)
    one, other = written(tmp_path / "a.csv", rows), written(tmp_path / "b.csv", [rows[0], *reversed(rows[1:])])
    samples = []
    for file in (one, other):
        sample = Sample(text.MOST_TEXTS)
        for message in reading.read(file, ("label", "text")):
            sample.add(message.told, message.label)
        samples.append(sample.pairs())
    assert samples[0] == samples[1] and len(samples[0]) == 40
    assert linli("train", one, "--out", tmp_path / "m") == 0


def test_rare_labels_stay_whole_and_long_texts_keep_their_ends() -> None:
    sample = Sample(10)
    for place in range(50):
        sample.add(f"油烟{chr(0x4E00 + place)}", "多")
        sample.add("头" * 4_000 + "尾" * 4_000, "少")
        sample.add("水管", "少")
    kept = sample.pairs()
    assert sorted(label for _, label in kept).count("少") == 2 and len(kept) == 10 and sample.read == 150
    assert max(len(each) for each, _ in kept) == 6_000


@given(st.lists(st.integers(1, 90), min_size=1, max_size=30), st.integers(240, 900))
def test_what_texts_say_together_is_bounded_and_the_short_ones_stay_whole(lengths: list[int], most: int) -> None:
    texts = [chr(0x4E00 + place) * length for place, length in enumerate(lengths)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "MOST_TOGETHER", most)
        samples = []
        for order in (texts, texts[::-1]):
            sample = Sample(99)
            for each in order:
                sample.add(each)
            samples.append([text for text, _ in sample.pairs()])
    kept = {each[0]: each for each in samples[0]}
    assert samples[0] == samples[1] and sum(map(len, kept.values())) <= most
    cut = [each for each in texts if kept[each[0]] != each]
    assert all(len(each) >= max(map(len, kept.values())) for each in cut)
    assert not cut or sum(map(len, kept.values())) > most - len(texts)


def test_a_file_neither_packed_nor_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        next(iter(reading.read(tmp_path / "none.csv", ("text",))))
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"text\n" + b"a\n" * 9_000)[:-9])
    with pytest.raises(BadFile, match="cut off"):
        list(reading.read(tmp_path / "cut.csv.gz", ("text",)))
