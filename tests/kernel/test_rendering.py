"""The quick nodes of templates: every answer is the one that Django's own nodes give."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, override

from linli.kernel import rendering
from linli.kernel.rendering import QuickTemplate, Turn

LIBRARIES = {"i18n": "django.templatetags.i18n"}


class Pair(NamedTuple):
    left: str
    right: str


class Silent(Exception):
    silent_variable_failure = True


class Odd:
    """What templates may meet: a property that fails, a method, a thing that must not be called, a class."""

    method = staticmethod(lambda: "called")

    @property
    def broken(self) -> str:
        raise Silent

    def needs(self, more: str) -> str:
        return more

    def deletes(self) -> str:
        raise AssertionError("a template has changed something")

    deletes.alters_data = True  # type: ignore[attr-defined]


def values() -> dict[str, Any]:
    return {
        "plain": "楼道 & <b>堆物</b> \"'",
        "safe": SafeString("<b>"),
        "number": 1234,
        "fraction": 1.5,
        "nothing": None,
        "yes": True,
        "when": datetime(2026, 11, 22, 2, 30, tzinfo=UTC),
        "lazy": gettext_lazy("Monday"),
        "row": SimpleNamespace(name="张", inner=SimpleNamespace(word="<")),
        "map": {"name": "key", "items": "shadowed", "2": "two", "list": ["a", "b"]},
        "pair": Pair("l", "r"),
        "odd": Odd(),
        "kind": Odd,
        "rows": [("a", 1), ("b", 2), ("c", 3)],
        "empty": [],
        "generated": iter("xyz"),
    }


SOURCES = (
    "{{ plain }}|{{ safe }}|{{ number }}|{{ fraction }}|{{ nothing }}|{{ yes }}|{{ when }}|{{ lazy }}",
    "{{ missing }}|{{ row.missing }}|{{ row.name }}|{{ row.inner.word }}|{{ map.name }}|{{ map.items }}|{{ map.2 }}|{{ map.list.1 }}",
    "{{ pair.right }}|{{ pair.0 }}|{{ pair.count }}|{{ pair.2 }}|{{ pair.middle }}",
    "{{ pair.left }}|{{ pair.1 }}|{{ odd.method }}|{{ odd.broken }}|{{ odd.needs }}|{{ odd.deletes }}|{{ kind.method }}|{{ True }}",
    "{{ plain|upper }}|{{ missing|default:'–' }}|{{ nothing|default:plain }}|{{ 'a<b' }}|{{ 12.5 }}|{{ _('Monday') }}",
    "{% autoescape off %}{{ plain }}{% translate 'Monday' %}{% endautoescape %}{{ row.name|add:plain }}",
    "{% if missing %}a{% elif row.name == '张' and not nothing %}b{% else %}c{% endif %}{% if missing.more %}x{% endif %}",
    "{% if number > 1000 or missing %}many{% endif %}{% if empty %}x{% else %}none{% endif %}{% if plain in missing %}x{% endif %}",
    "{% if row.name|default:'' %}named{% endif %}{% if yes %}{{ plain }}{% endif %}{% if yes|default:missing %}x{% else %}y{% endif %}",
    "{% for each in rows %}{{ forloop.counter }}{{ forloop.counter0 }}{{ forloop.revcounter }}{{ forloop.revcounter0 }}{% endfor %}",
    "{% for each in rows %}{% if forloop.first %}<{% endif %}{{ each.0 }}{% if forloop.last %}>{% endif %}{{ forloop.no }}{% endfor %}",
    "{% for word, n in rows reversed %}{{ word }}{% for one in rows %}{{ forloop.parentloop.counter }}{% endfor %}{% endfor %}",
    "{% for each in empty %}x{% empty %}nothing{% endfor %}{% for each in missing %}x{% empty %}none{% endfor %}",
    "{% for each in empty %}x{% endfor %}{% for each in nothing %}x{% endfor %}{{ each }}",
    "{% for each in generated %}{{ each }}{% endfor %}{% for word, n in rows %}{% cycle 'a' 'b' %}{% endfor %}{{ word }}",
    "{% for word, n in rows %}{% if n == 2 %}{% firstof word as kept %}{% endif %}{{ kept }}-{% endfor %}",
    "{% translate 'Monday' %}{% translate 'May' context 'x' %}{% translate plain %}{% translate 'Monday'|upper %}",
    "{% translate 'Monday' as day %}{{ day }}{% for each in rows %}{% translate 'Monday' %}{% endfor %}",
    "{% url 'desk:today' 'lanting' %}{% url 'desk:notices' code='lanting' %}{% url 'nowhere' as none %}[{{ none }}]",
    "{% url 'desk:today' plain as at %}[{{ at }}]{% autoescape off %}{% url 'desk:today' 'lanting' %}{% endautoescape %}",
)


def engine() -> Engine:
    return Engine(libraries=LIBRARIES, builtins=["django.templatetags.i18n"])


def rendered(kind: Callable[..., Template], source: str) -> str:
    context = Context(values())
    context.request = RequestFactory().get("/")  # type: ignore[attr-defined]
    return str(kind(source, engine=engine()).render(context))


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_answer_is_djangos(source: str, language: str) -> None:
    with override(language):
        assert rendered(QuickTemplate, source) == rendered(Template, source)


def test_what_breaks_behind_a_name_is_not_hidden() -> None:
    class Broken:
        @property
        def word(self) -> str:
            raise ZeroDivisionError

    for kind in (QuickTemplate, Template):
        with pytest.raises(ZeroDivisionError):
            kind("{{ row.word }}", engine=engine()).render(Context({"row": Broken()}))


def test_words_are_kept_for_each_language_apart() -> None:
    template = QuickTemplate("{% translate 'Monday' %}", engine=engine())
    said = []
    for language in ("en", "zh-hans", "en"):
        with override(language):
            said.append(template.render(Context()))
    assert said == ["Monday", "星期一", "Monday"]


@pytest.mark.parametrize(
    ("source", "trouble"),
    [
        ("{% for a, b in rows %}{{ a }}{% endfor %}", "Need 2 values to unpack in for loop; got 3. "),
        ("{% for a, b in numbers %}{{ a }}{% endfor %}", "Need 2 values to unpack in for loop; got 1. "),
    ],
)
def test_what_cannot_be_unpacked_is_said_as_django_says_it(source: str, trouble: str) -> None:
    for kind in (QuickTemplate, Template):
        with pytest.raises(ValueError, match=trouble):
            kind(source, engine=engine()).render(Context({"rows": [(1, 2, 3)], "numbers": [1]}))


def test_a_view_that_is_not_there_is_an_error_and_so_is_bad_grammar() -> None:
    with pytest.raises(NoReverseMatch):
        QuickTemplate("{% url 'nowhere' %}", engine=engine()).render(Context())
    with pytest.raises(TemplateSyntaxError):
        QuickTemplate("{% if %}", engine=engine())


def test_a_debugging_engine_keeps_djangos_nodes() -> None:
    debugging = Engine(debug=True)
    assert type(QuickTemplate("{{ a }}", engine=debugging).nodelist[0]) is type(Template("{{ a }}", engine=debugging).nodelist[0])


def keeping(inside: str, given: str = "word=row.name") -> QuickTemplate:
    libraries = {**LIBRARIES, "desk": "linli.desk.templatetags.desk"}
    source = f"{{% load desk i18n %}}{{% kept {given} %}}{inside}{{% endkept %}}"
    return QuickTemplate(source, engine=Engine(libraries=libraries))


class Counting:
    """How often it was looked at; equal to every other."""

    def __init__(self) -> None:
        self.times = 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Counting)

    def __hash__(self) -> int:
        return 1

    @property
    def looked(self) -> str:
        self.times += 1
        return "<seen>"


def test_a_piece_is_put_together_once_for_equal_values() -> None:
    template, first, second = keeping("{{ row.looked }}", "row=row"), Counting(), Counting()
    assert [template.render(Context({"row": each})) for each in (first, second, first)] == ["&lt;seen&gt;"] * 3
    assert (first.times, second.times) == (1, 0)


def test_other_values_and_other_languages_make_another_piece() -> None:
    template, said = keeping("{{ word }} {% translate 'Monday' %}"), []
    for language, name in (("en", "a"), ("zh-hans", "a"), ("en", "b"), ("en", "a")):
        with override(language):
            said.append(template.render(Context({"row": SimpleNamespace(name=name)})))
    assert said == ["a Monday", "a 星期一", "b Monday", "a Monday"]


def test_inside_nothing_else_is_known_than_the_values() -> None:
    context = Context({"row": SimpleNamespace(name="a"), "csrf_token": "secret"})
    context.request = RequestFactory().get("/")  # type: ignore[attr-defined]
    template = keeping("{{ word }}[{{ row.name }}{{ csrf_token }}{{ request.path }}]")
    assert template.render(context) == "a[]"
    assert context["csrf_token"] == "secret"
    assert context.request is not None  # type: ignore[attr-defined]


def test_pieces_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    template, one = keeping("{{ row.looked }}{{ number }}", "row=row number=number"), Counting()
    monkeypatch.setattr(rendering, "KEPT_AT_MOST", 2)
    looks = []
    for number in (1, 1, 2, 1, 3, 1):
        before = one.times
        template.render(Context({"row": one, "number": number}))
        looks.append(one.times - before)
    assert looks == [1, 0, 1, 0, 1, 1]


@pytest.mark.parametrize("given", ["", "row", "word=row.name row"])
def test_a_piece_without_named_values_is_bad_grammar(given: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="kept"):
        keeping("x", given)


def test_a_turn_of_a_loop_knows_nothing_else() -> None:
    turn = Turn({}, 1)
    assert turn["last"] is True
    with pytest.raises(KeyError):
        turn["middle"]
