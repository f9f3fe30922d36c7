"""The blocks' own bodies 楼委会 and 街委会; their terms hang on the day, so that one always ends soon."""

from datetime import date, timedelta

from linli.config.street.model import Committee, Representative

_TERM = timedelta(days=3 * 365)


def committees(today: date) -> tuple[Committee, ...]:
    """The committees as they stand on a day; the term of 岚皋西路街委会 ends three weeks later."""
    return (
        _committee(
            "岚皋西路街委会",
            "block",
            "J03",
            today + timedelta(days=21),
            (
                Representative("王福生", "chair", "王记冒菜", "13900003001"),
                Representative("林小果", "representative", "鲜果时光", "13900003002"),
                Representative("许阿珍", "representative", "巷口小炒", "13900003003"),
                Representative("俞根宝", "representative", "岚皋新村", "13900003004"),
            ),
        ),
        _committee(
            "兰亭汇楼委会",
            "building",
            "J02",
            today + timedelta(days=500),
            (
                Representative("屠国英", "chair", "兰亭汇", "13900003005"),
                Representative("陶乐乐", "representative", "跃动健身", "13900003006"),
                Representative("裴小满", "representative", "星光琴行", "13900003007"),
            ),
        ),
        _committee(
            "橙子公寓楼委会",
            "building",
            "J06",
            today + timedelta(days=800),
            (
                Representative("庄惠英", "chair", "橙子公寓", "13900003008"),
                Representative("路大勇", "representative", "橙子公寓", "13900003009"),
                Representative("祝阿妹", "representative", "橙子洗衣", "13900003010"),
            ),
        ),
    )


def _committee(name: str, kind: str, grid: str, until: date, members: tuple[Representative, ...]) -> Committee:
    return Committee(name, kind, grid, until - _TERM, until, members)
