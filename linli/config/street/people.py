"""The sixty people of 兰亭街道: all made up, with numbers from ranges nobody is given."""

from typing import Final

from linli.config.street.model import Person

_PEOPLE: Final = (
    ("zhang-ning", "张宁", "cy-zhongxin", "调度员"),
    ("he-jianing", "何佳宁", "cy-zhongxin", "调度员"),
    ("wu-yue", "吴越", "cy-zhongxin", "值班长"),
    ("lu-xiaofeng", "陆晓峰", "cy-zhongxin", "值班长"),
    ("zheng-haiyan", "郑海燕", "cy-zhongxin", "值班长"),
    ("shen-guoliang", "沈国梁", "cy-zhongxin", "城运中心主任"),
    ("tang-liang", "唐亮", "cy-zhongxin", "系统管理员"),
    ("liu-jie", "刘洁", "cy-huifang", "回访员"),
    ("luo-jing", "罗静怡", "cy-huifang", "回访组组长"),
    ("fang-zhixing", "方致行", "ks-dangzheng", "街道办事处副主任"),
    ("jiang-wenting", "蒋文婷", "ks-dangzheng", "街道办事处副主任"),
    ("qin-jianping", "秦建平", "ks-dangzheng", "街道办事处副主任"),
    ("xu-hui", "徐慧芳", "ks-dangzheng", "督查专员"),
    ("han-bingjie", "韩冰洁", "ks-dangjian", "社区党建办公室主任"),
    ("xia-yuqing", "夏雨青", "ks-guanli", "社区管理办公室主任"),
    ("ding-guohua", "丁国华", "ks-pingan", "社区平安办公室主任"),
    ("deng-xiuying", "邓秀英", "ks-pingan", "平安办科员"),
    ("xie-yun", "谢云芝", "ks-fuwu", "社区服务办公室主任"),
    ("feng-yongkang", "冯永康", "ks-fuwu", "服务办科员"),
    ("cao-minghui", "曹明辉", "ks-yingshang", "营商服务办公室主任"),
    ("qian-wei", "钱伟", "ks-guijian", "规划建设办公室科员"),
    ("gao-xiang", "高向明", "pc-chengguan", "城管中队队长"),
    ("li-qiang", "李强", "pc-chengguan", "执法队员"),
    ("wang-lei", "王磊", "pc-chengguan", "执法队员"),
    ("cai-jianguo", "蔡建国", "pc-paichusuo", "派出所副所长"),
    ("pan-xiaoyu", "潘小宇", "pc-paichusuo", "社区民警"),
    ("song-liping", "宋丽萍", "pc-shichang", "市场监管所所长"),
    ("zhao-lin", "赵琳", "pc-shichang", "市场监管员"),
    ("dong-xuemei", "董雪梅", "pc-sifa", "司法所所长"),
    ("yuan-lixin", "袁立新", "pc-lvrong", "绿化市容所所长"),
    ("jia-wenbin", "贾文斌", "pc-fangguan", "房管所所长"),
    ("bai-zhiqiang", "白志强", "wg-lantian", "兰田综合网格网格长"),
    ("shi-yulan", "石玉兰", "wg-beiting", "北亭综合网格网格长"),
    ("wang-fang", "王芳", "wg-lantian", "网格员"),
    ("wan-xiaoyan", "万小燕", "wg-lantian", "网格员"),
    ("duan-chunlei", "段春雷", "wg-lantian", "网格员"),
    ("hou-peipei", "侯佩佩", "wg-beiting", "网格员"),
    ("yin-fangfang", "尹芳芳", "wg-beiting", "网格员"),
    ("zhang-lan", "张兰", "zb-lantianyi", "兰田一街区书记"),
    ("gong-mingzhu", "龚明珠", "zb-beiting", "北亭街区书记"),
    ("tian-chunyan", "田春燕", "jw-lantian", "居委会主任"),
    ("fan-weimin", "范为民", "jw-lantian", "居委会委员"),
    ("jin-xiaomin", "金晓敏", "jw-chengyuan", "居委会主任"),
    ("cui-hong", "崔红霞", "jw-chengyuan", "居委会委员"),
    ("wang-jianhua", "汪建华", "jw-xingyuan", "居委会主任"),
    ("ren-zhigang", "任志刚", "jw-nanwei", "居委会主任"),
    ("dai-yueqin", "戴月琴", "jw-nanwei", "居委会委员"),
    ("liao-feng", "廖凤仙", "jw-beiting", "居委会主任"),
    ("xiong-lijuan", "熊丽娟", "jw-beiting", "居委会委员"),
    ("meng-qingfeng", "孟庆丰", "jw-beiting", "居委会委员"),
    ("shao-guoping", "邵国平", "jw-guili", "居委会主任"),
    ("chen-gang", "陈刚", "wy-lantian", "项目经理"),
    ("sun-tao", "孙涛", "wy-lantian", "维修主管"),
    ("li-jun", "黎俊生", "wy-chengyuan", "项目经理"),
    ("shi-yuhua", "施玉华", "wy-beiting", "项目经理"),
    ("zhou-min", "周敏", "zy-huanwei", "作业队队长"),
    ("qiao-zhendong", "乔振东", "gy-gongdian", "网格客户经理"),
    ("he-min", "贺小敏", "gy-ranqi", "网格客户经理"),
    ("lai-siyuan", "赖思源", "lm-lantinghui", "物业总监"),
    ("wen-xiaolan", "文晓岚", "lm-daxue", "后勤处副处长"),
)


def people() -> tuple[Person, ...]:
    """Everybody, in the order of their units."""
    return tuple(
        Person(code, name, unit, title, f"021-5550-{1000 + number}", f"1390000{1000 + number}")
        for number, (code, name, unit, title) in enumerate(_PEOPLE, start=1)
    )
