"""Search."""

from linli.kernel import scope
from linli.kernel.actor import Actor
from linli.places.actions.drafts import PlaceDraft
from linli.places.actions.places import add_places
from linli.places.models import Place
from linli.places.rules.kinds import Kind, Stage
from linli.places.rules.words import Words
from tests.desk.house import House
from tests.desk.pages import Page


def test_two_characters_find_a_note(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.note("zhang.ning", title="油烟扰民", text="岚皋西路三十三号")
    house.note("zhang.ning", title="别的事")

    text = Page(clerk.get("/d/lanting/search", {"q": "岚皋"})).text

    assert "油烟扰民" in text
    assert "1 note contains “岚皋”" in text
    assert "别的事" not in text


def test_one_character_asks_for_another(house: House) -> None:
    text = Page(house.browser("zhang.ning").get("/d/lanting/search", {"q": "岚"})).text

    assert "Two characters are enough" in text


def test_nothing_found_says_what_to_try(house: House) -> None:
    text = Page(house.browser("zhang.ning").get("/d/lanting/search", {"q": "不存在的词"})).text

    assert "Nothing contains “不存在的词”" in text
    assert "Try fewer characters" in text


def test_places_are_found_by_name_and_address_those_that_are_gone_last(house: House) -> None:
    house.account("he.tian", may=["places.read", "places.change"])
    actor = house.actor("he.tian")
    open_, gone = places_named(actor, "鲜果时光", "橙子鲜果")
    with scope.scoped(actor):
        Place.objects.filter(pk=gone.pk).update(stage=Stage.CLOSED.value)
    looker = house.browser("looker", may=["places.read"])

    page = Page(looker.get("/d/lanting/search", {"q": "鲜果"}))

    assert "2 places" in page.text
    links = [each["href"] for each in page.all("a", **{"class": "ttl"})]
    assert links == [f"/d/lanting/places/{place.pk}/" for place in (open_, gone)]
    assert "1 place" in Page(looker.get("/d/lanting/search", {"q": "岚皋西路 时光"})).text
    assert "Nothing contains" in Page(house.browser("zhang.ning").get("/d/lanting/search", {"q": "鲜果"})).text


def places_named(actor: Actor, *names: str) -> list[Place]:
    with scope.scoped(actor):
        drafts = [PlaceDraft(words=Words(name=name, address="岚皋西路27号"), kind=Kind.SHOP) for name in names]
        return [found for found in add_places(actor, drafts) if isinstance(found, Place)]


def test_another_subdistricts_words_are_not_found(house: House) -> None:
    house.account("chen.gang", "zhuxi")
    house.note("chen.gang", title="岚皋西路", code="zhuxi")

    assert "Nothing contains" in Page(house.browser("zhang.ning").get("/d/lanting/search", {"q": "岚皋"})).text
    assert "1 note contains" in Page(house.browser("wu.yue", "zhuxi").get("/d/zhuxi/search", {"q": "岚皋"})).text


def test_what_was_typed_is_shown_as_typed(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.note("zhang.ning", title="<b>粗</b>体字")

    for typed in ("<b>粗", "\x00<script>", "%_\\"):
        page = Page(clerk.get("/d/lanting/search", {"q": typed}))
        assert page.inline == []
    assert "<b>粗 </b>体字" in Page(clerk.get("/d/lanting/search", {"q": "<b>粗"})).text


def test_each_word_may_stand_anywhere_in_title_or_text_in_any_width(house: House) -> None:
    clerk = house.browser("zhang.ning")
    house.note("zhang.ning", title="油烟扰民", text="岚皋西路三十三号，KTV 二楼")
    house.note("zhang.ning", title="别的油烟")

    for typed in ("岚皋 油烟", "油烟　三十三号", "ＫＴＶ 扰民", "ktv"):
        page = Page(clerk.get("/d/lanting/search", {"q": typed}))
        assert page.all("mark")
        assert "1 note contains" in page.text
    assert "Nothing contains" in Page(clerk.get("/d/lanting/search", {"q": "岚皋 别的"})).text
