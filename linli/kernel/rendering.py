"""Django's templates with a shorter way for what nearly every node does; the answer is Django's in every case.

A page has thousands of nodes, nearly all of which look a plain value up, escape a plain text, or say words that do not change.
The nodes here do that at once, and hand everything else (filters, calls, numbers, missing names, errors) to the node they come from.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Final

from django.template import Template, TemplateSyntaxError, defaulttags
from django.template.base import FilterExpression, Lexer, Node, NodeList, Parser, Token, VariableDoesNotExist, VariableNode, token_kwargs
from django.template.loaders import base, cached
from django.templatetags.i18n import TranslateNode
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from linli.kernel.addresses import address_by

_MISSED: Final = object()
_SPECIAL: Final = re.compile("[&<>\"']")
# How many of each piece of a template are kept.
KEPT_AT_MOST: Final = 256


class _Plain(dict[type, bool]):
    """Whether a name after a dot can only be an attribute of a value of this type: Django tries it as a key, and calls what it can."""

    def __missing__(self, kind: type) -> bool:
        # Looked for in the classes themselves: every class can be called, its instances need not. A tuple takes numbers for keys, no names.
        own = [each.__dict__ for each in kind.__mro__ if each is not tuple]
        self[kind] = not any(name in each for each in own for name in ("__getitem__", "__call__"))
        return self[kind]


_is_plain: Final = _Plain()


def _glance(context: Any, first: str, others: tuple[str, ...]) -> Any:
    """What the name and the dots after it lead to, when each is simply there; `_MISSED` when Django has to look."""
    for layer in reversed(context.dicts):
        if first in layer:
            value = layer[first]
            break
    else:
        return _MISSED
    for name in others:
        if not _is_plain[type(value)]:
            return _MISSED
        try:
            value = getattr(value, name)
        except AttributeError:
            return _MISSED
        except Exception as trouble:
            if getattr(trouble, "silent_variable_failure", False):
                return _MISSED
            raise
    return _MISSED if callable(value) else value


class QuickExpression(FilterExpression):
    """A name with dots and filters."""

    __slots__ = ("first", "others")

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        is_plain = self.is_var and not self.filters and not self.var.translate
        names = tuple(self.var.lookups or ()) if is_plain else ()
        # Empty for whatever is more than a name with dots.
        self.first: str = names[0] if names else ""
        self.others: tuple[str, ...] = names[1:]

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        """The value."""
        value = _glance(context, self.first, self.others) if self.first else _MISSED
        return super().resolve(context, ignore_failures) if value is _MISSED else value


class QuickVariableNode(VariableNode):
    """`{{ name.name }}`."""

    filter_expression: QuickExpression

    def render_annotated(self, context: Any) -> Any:
        """The text, escaped."""
        said = self.filter_expression
        value: Any = _glance(context, said.first, said.others) if said.first else _MISSED
        if isinstance(value, Promise):
            value = str(value)
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str and context.autoescape:
            return value if _SPECIAL.search(value) is None else escape(value)
        return self.render(context)


class QuickIfNode(defaulttags.IfNode):
    """`{% if %}`."""

    @cached_property
    def branches(self) -> list[tuple[Any, Any, Any]]:
        """Each condition (nothing for "else"), its expression where it is no more than a name, and what stands under it."""
        return [(each, getattr(each, "value", None), nodes) for each, nodes in self.conditions_nodelists]

    def render_annotated(self, context: Any) -> Any:
        """What stands under the first condition that holds."""
        for condition, said, nodes in self.branches:
            try:
                if condition is None or (said.resolve(context, True) if said is not None else condition.eval(context)):
                    return _rendered(nodes, context)
            except VariableDoesNotExist:
                continue
        return ""


class Turn(dict[str, Any]):
    """The `forloop` of a loop: what is asked of it is worked out when it is asked."""

    def __init__(self, parent: Any, length: int) -> None:
        super().__init__(parentloop=parent)
        self.place, self.length = 0, length

    def __missing__(self, name: str) -> Any:
        place, left = self.place, self.length - self.place
        known = {
            "counter0": place,
            "counter": place + 1,
            "revcounter": left,
            "revcounter0": left - 1,
            "first": place == 0,
            "last": left == 1,
        }
        return known[name]


class QuickForNode(defaulttags.ForNode):
    """`{% for %}`."""

    sequence: QuickExpression

    def render_annotated(self, context: Any) -> Any:
        """The body for every item; its names stand in one layer of the context for all of them."""
        values = self.sequence.resolve(context, ignore_failures=True)
        values = () if values is None else values
        values = values if hasattr(values, "__len__") else list(values)
        if not len(values) and not self.nodelist_empty:
            return ""
        parent = context.get("forloop", {})
        with context.push() as layer:
            if not len(values):
                return _rendered(self.nodelist_empty, context)
            turn = layer["forloop"] = Turn(parent, len(values))
            is_single, found = len(self.loopvars) == 1, list[str]()
            body: Any = self.nodelist_loop
            for turn.place, item in enumerate(reversed(values) if self.is_reversed else values):
                if is_single:
                    layer[self.loopvars[0]] = item
                else:
                    self._unpack(layer, item, turn)
                found += [node.render_annotated(context) for node in body]
        return "".join(found)

    def _unpack(self, layer: dict[str, Any], item: Any, turn: Turn) -> None:
        count = len(item) if hasattr(item, "__len__") else 1
        if count != len(self.loopvars):
            raise ValueError(f"Need {len(self.loopvars)} values to unpack in for loop; got {count}. ")
        # What a tag of the turn before has kept under a name goes with that turn, as it does in Django.
        layer.clear()
        layer.update(zip(self.loopvars, item, strict=True), forloop=turn)


class QuickTranslateNode(TranslateNode):
    """`{% translate "words" %}`: words that stand in the template are looked up once in each language."""

    @cached_property
    def known(self) -> dict[str | None, str] | None:
        """The words by language; nothing where they are another time others."""
        parts: list[Any] = [self.filter_expression, *filter(None, [self.message_context])]
        return None if self.asvar or any(each.first or each.filters for each in parts) else {}

    def render_annotated(self, context: Any) -> str:
        """The words, in the language of the reader."""
        if self.known is None or not context.autoescape:
            return self.render(context)
        language = get_language()
        if language not in self.known:
            self.known[language] = self.render(context)
        return self.known[language]


class QuickURLNode(defaulttags.URLNode):
    """`{% url %}`."""

    def render_annotated(self, context: Any) -> str:
        """The address; with `as` it is kept under that name, and empty where there is none."""
        args = [each.resolve(context) for each in self.args]
        named = {name: each.resolve(context) for name, each in self.kwargs.items()}
        try:
            found = address_by(self.view_name.resolve(context), args, named, _app(context))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar is None:
            return conditional_escape(found) if context.autoescape else found
        context[self.asvar] = found
        return ""


class KeptNode(Node):
    """`{% kept name=value … %}…{% endkept %}`: a piece of a page that follows from these values alone, put together once for equal ones.

    Inside nothing else is known, neither who asks nor where: what was kept for one reader can say nothing to another that his own
    values do not say. Words follow the reader's language. What a person wrote or is called has no place in such a piece, because it
    stays in the memory of the process; nor has what follows from the hour or the zone.
    """

    def __init__(self, values: Mapping[str, FilterExpression], nodelist: NodeList) -> None:
        self.values, self.nodelist = values, nodelist
        self._kept: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Any) -> SafeString:
        """The piece; the values must be ones that a mapping takes as keys."""
        given = {name: value.resolve(context) for name, value in self.values.items()}
        key = (get_language(), *given.values())
        piece = self._kept.get(key)
        if piece is None:
            if len(self._kept) >= KEPT_AT_MOST:
                self._kept.clear()
            inner = context.new(given)
            inner.request = None
            piece = self._kept[key] = self.nodelist.render(inner)
        return piece


def kept(parser: Parser, token: Token) -> KeptNode:
    """The tag, for a library of tags."""
    name, *bits = token.split_contents()
    values = token_kwargs(bits, parser)
    if bits or not values:
        raise TemplateSyntaxError(f"“{name}” takes one or more name=value")
    nodelist = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return KeptNode(values, nodelist)


def _app(context: Any) -> str | None:
    request: Any = getattr(context, "request", None)
    chosen: str | None = getattr(request, "current_app", None)
    namespace: str | None = getattr(getattr(request, "resolver_match", None), "namespace", None)
    return chosen or namespace


def _rendered(nodes: Any, context: Any) -> Any:
    if len(nodes) == 1:
        return nodes[0].render_annotated(context)
    return "".join([node.render_annotated(context) for node in nodes])


_QUICK: Final[dict[type[Node], type[Node]]] = {
    VariableNode: QuickVariableNode,
    defaulttags.IfNode: QuickIfNode,
    defaulttags.ForNode: QuickForNode,
    defaulttags.URLNode: QuickURLNode,
    TranslateNode: QuickTranslateNode,
}


class QuickParser(Parser):
    """Django's parser, which puts the quick nodes where it has made others."""

    def compile_filter(self, token: str) -> FilterExpression:
        """A name with its filters, or a constant."""
        return QuickExpression(token, self)

    def extend_nodelist(self, nodelist: NodeList, node: Node, token: Token) -> None:
        """Take the node in; the quick one has the same parts and answers for it."""
        node.__class__ = _QUICK.get(type(node), type(node))
        super().extend_nodelist(nodelist, node, token)


class QuickTemplate(Template):
    """A template of quick nodes."""

    def compile_nodelist(self) -> NodeList:
        """The nodes; a debugging engine, which wants to know the node of an error, gets Django's."""
        if self.engine.debug:
            return super().compile_nodelist()
        parser = QuickParser(Lexer(self.source).tokenize(), self.engine.template_libraries, self.engine.template_builtins, self.origin)
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class _Reader(base.Loader):
    """What the cache asks for a template it does not know."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        found = super().get_template(template_name, skip)
        return QuickTemplate(found.source, found.origin, found.name, self.engine)


class Loader(cached.Loader, _Reader):
    """Django's cached loader for quick templates."""
