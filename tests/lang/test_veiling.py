"""A title tells a matter, never who it is or behind which door."""

import pytest

from linli.lang.veiling import LONGEST, heading, veiled


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("请打13800001234联系", "请打*联系"),
        ("电话 021-62345678", "电话 *"),
        ("身份证310101199001011234办理", "身份证*办理"),
        ("身份证31010119900101123X", "身份证*"),
        ("卡号 6222 0212 3456 7890 被扣", "卡号 * 被扣"),
        ("丽景苑3号楼2单元501室漏水", "丽景苑*漏水"),
        ("丽景苑3号楼501漏水", "丽景苑3号楼*漏水"),
        ("三号楼二单元五零一室", "*"),
        ("王建国先生反映，李阿姨也说", "王*先生反映，李*阿姨也说"),
        ("我叫张小明，住在兰田路", "我叫张*，住在兰田路"),
        ("本人王芳，反映噪音", "本人王*，反映噪音"),
        ("我是丽景苑的业主，楼下油烟", "我是丽景苑的业主，楼下油烟"),
        ("联系人：刘洁 13800001234", "联系人：刘* *"),
        ("１３８００００１２３４", "*"),
        ("桂里路21号的喇叭，架设110KV高压线，2019年", "桂里路21号的喇叭，架设110KV高压线，2019年"),
        ("业主先生们、物业师傅不来", "业主先生们、物业师傅不来"),
    ],
)
def test_what_would_tell_somebody_is_a_star(text: str, shown: str) -> None:
    assert veiled(text) == shown


def test_a_heading_is_the_first_sentence() -> None:
    assert heading("\n 　，路灯不亮。晚上一片黑") == "路灯不亮" and heading("。。") == heading("") == ""
    long = heading("长" * 80)
    assert len(long) == LONGEST and long.endswith("…")
