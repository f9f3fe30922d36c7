"""Messages that nobody sent, under three labels: words of each label among words that all use."""

import random

WORDS = {
    "环境": ["楼下饭店油烟", "河水发臭", "工地夜间扬尘", "垃圾堆放多日", "机器噪音扰民", "污水直排"],
    "教育": ["小学入学划片", "老师补课收费", "幼儿园学费", "校服价格", "中考报名", "学区调整"],
    "交通": ["公交车不停站", "红绿灯太短", "出租车拒载", "地铁口乱停车", "斑马线看不清", "公交线路取消"],
}
ALL = ["请问什么时候解决", "反映多次没有答复", "希望尽快处理", "我们小区居民", "昨天晚上", "谢谢领导", "已经很久了", "到底归谁管"]
NAMES = "兰竹梅菊松柏桂枫樟榆槐柳杏桃李梨棠荷莲萍"


def messages(count: int, seed: int = 1) -> tuple[list[str], list[str]]:
    """So many texts of each label."""
    chance = random.Random(seed)
    texts, labels = [], []
    for label, words in WORDS.items():
        for _ in range(count):
            said = [*chance.sample(words, 2), chance.choice(ALL), *("".join(chance.sample(NAMES, 6)) + "路" for _ in range(2))]
            chance.shuffle(said)
            texts.append("，".join(said))
            labels.append(label)
    return texts, labels
