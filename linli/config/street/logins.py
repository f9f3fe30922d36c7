"""Who of the demo streets can sign in, one for each kind of work, with what the person's posts permit."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Login:
    """A demo login and the planned person behind it."""

    login: str
    street: str
    person: str
    what: str


LOGINS: Final = (
    Login("lanting-dispatcher", "lanting", "zhang-ning", "兰亭街道 张宁, dispatcher"),
    Login("lanting-chief", "lanting", "wu-yue", "兰亭街道 吴越, duty chief"),
    Login("lanting-leader", "lanting", "bai-zhiqiang", "兰亭街道 白志强, grid leader of 兰田综合网格"),
    Login("lanting-worker", "lanting", "wang-fang", "兰亭街道 王芳, grid worker of 兰田一 and 兰田三"),
    Login("lanting-unit", "lanting", "gao-xiang", "兰亭街道 高向明, head of 城管中队"),
    Login("lanting-property", "lanting", "chen-gang", "兰亭街道 陈刚, project manager of 兰田物业"),
    Login("lanting-callback", "lanting", "liu-jie", "兰亭街道 刘洁, calls back and verifies"),
    Login("lanting-director", "lanting", "fang-zhixing", "兰亭街道 方致行, deputy director: signs deferrals"),
    Login("lanting-ops", "lanting", "shen-guoliang", "兰亭街道 沈国梁, head of the operations centre: partners and channels"),
    Login("lanting-admin", "lanting", "tang-liang", "兰亭街道 唐亮, administrator; sets up a second factor at the first sign-in"),
    Login("zhuxi-dispatcher", "zhuxi", "ye-chenguang", "竹溪街道 叶晨光, dispatcher"),
    Login("zhuxi-chief", "zhuxi", "zou-liqun", "竹溪街道 邹立群, duty chief; took the district's list over on the first day"),
)
