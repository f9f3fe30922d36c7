"""The blocks' own bodies 楼委会 and 街委会; their terms hang on the day, so that one always ends soon."""

from datetime import date, timedelta

from linli.config.street.model import Committee, CommitteeMember

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
                CommitteeMember("王福生", "chair", "王记冒菜"),
                CommitteeMember("林小果", "merchant", "鲜果时光"),
                CommitteeMember("许阿珍", "merchant", "巷口小炒"),
                CommitteeMember("俞根宝", "resident", "岚皋新村"),
            ),
        ),
        _committee(
            "兰亭汇楼委会",
            "building",
            "J02",
            today + timedelta(days=500),
            (
                CommitteeMember("赖思源", "chair", "兰亭汇"),
                CommitteeMember("陶乐乐", "merchant", "跃动健身"),
                CommitteeMember("裴小满", "merchant", "星光琴行"),
            ),
        ),
        _committee(
            "橙子公寓楼委会",
            "building",
            "J06",
            today + timedelta(days=800),
            (
                CommitteeMember("庄惠英", "chair", "橙子公寓"),
                CommitteeMember("路大勇", "resident", "橙子公寓"),
                CommitteeMember("祝阿妹", "merchant", "橙子洗衣"),
            ),
        ),
    )


def _committee(name: str, kind: str, grid: str, until: date, members: tuple[CommitteeMember, ...]) -> Committee:
    return Committee(name, kind, grid, until - _TERM, until, members)
