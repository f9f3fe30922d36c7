"""The text of a mapping: what it means, and where it is wrong."""

from datetime import UTC, datetime

import pytest

from linli.hotline.queries.senders import example
from linli.hotline.rules.copying import copied
from linli.hotline.rules.kinds import FileForm, Incoming, StepKind
from linli.hotline.rules.mapping import MAPPING_LIMIT, read_mapping
from linli.kernel.errors import Refused

ORDERS = "[in orders]\nnumber = 编号\nwords = 内容\n"


def test_the_example_says_every_file_in_and_out() -> None:
    found = read_mapping(example())
    assert set(found.incoming) == set(Incoming)
    assert [kind.value for kind in found.outgoing] == ["receipt", "first_contact", "return_asked", "extension_asked", "replied"]


def test_words_are_found_both_ways_and_the_house_knows_its_own() -> None:
    found = read_mapping(f"{ORDERS}[words verdict]\n办好了 = solved\n[times]\n%Y/%m/%d %H:%M\n")
    assert found.code_of("verdict", "办好了") == found.code_of("verdict", "solved") == found.code_of("verdict", "实际解决") == "solved"
    assert found.code_of("verdict", "不知道") is None
    assert found.word_of("verdict", "solved") == "办好了"
    assert found.word_of("yes", "no") == "否"
    assert found.word_of("extension_reason", "nobody-knows") == "nobody-knows"
    assert found.moment(datetime(2026, 11, 23, 1, 30, tzinfo=UTC)) == "2026/11/23 09:30"


def test_a_text_is_copied_in_the_order_of_their_fields() -> None:
    layout = read_mapping("[out replied json]\ndone = 处理情况\nnumber = 编号\nnote = 备注\n").outgoing[StepKind.REPLIED]
    assert layout.form is FileForm.JSON
    assert copied(layout, {"number": "QX1", "done": "清了", "note": ""}) == "处理情况：清了\n编号：QX1"


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        ("", "hotline.mapping_empty", "[in orders]"),
        ("[times]\n%Y", "hotline.mapping_empty", "[in orders]"),
        ("x" * (MAPPING_LIMIT + 1), "hotline.mapping_long", str(MAPPING_LIMIT)),
        ("[in nothing]", "hotline.mapping_section", "1"),
        ("[out received xlsx]\n", "hotline.mapping_section", "received"),
        ("[out replied]\n", "hotline.mapping_section", "replied"),
        ("[words nothing]\n", "hotline.mapping_section", "nothing"),
        ("number = 编号", "hotline.mapping_line", "1"),
        ("[in orders]\nnumber", "hotline.mapping_line", "2"),
        (f"[in orders]\nnumber = {'长' * 61}", "hotline.mapping_line", "2"),
        ("# 说明\n\n[in orders]\nnummer = 编号", "hotline.mapping_field", "4"),
        ("[out receipt xlsx]\noutcome = 结果", "hotline.mapping_field", "outcome"),
        ("[words verdict]\n好 = good", "hotline.mapping_word", "good"),
        ("[in orders]\nnumber = 编号\nwords = 编号", "hotline.mapping_twice", "3"),
        ("[out receipt xlsx]\nnumber = 编号\nnumber = 号", "hotline.mapping_twice", "3"),
        ("[in orders]\nnumber = 编号", "hotline.mapping_needs", "words"),
        ("[out receipt xlsx]\nat = 时间", "hotline.mapping_needs", "number"),
        (f"{ORDERS}[times]\n%Y-%q", "hotline.mapping_time", "5"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, code: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        read_mapping(text)
    assert refused.value.code == code
    assert told in refused.value.sentence
