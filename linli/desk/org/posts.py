"""The pages about posts: what they permit, who holds them."""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.desk.chains import journal_page, latest
from linli.desk.door import StaffRequest, done, page, staff_page
from linli.desk.forms import DeskForm
from linli.desk.org.forms import form_page
from linli.desk.org.tabs import tabs_for
from linli.kernel.permissions import registered_permissions
from linli.org.actions import posts as actions
from linli.org.queries import people
from linli.org.queries import posts as queries
from linli.org.rules import posts as rules
from linli.org.rules.permissions import Permission
from linli.org.rules.posts import PostWords

# The rooms of the house, in the order an administrator thinks of them.
ROOMS: Mapping[str, object] = {
    "org": _("Organisation"),
    "notes": _("Notes"),
    "calendar": _("Calendar"),
    "personal": _("Personal data"),
    "journal": _("Journal"),
    "jobs": _("Jobs"),
    "accounts": _("Logins"),
}


class PostForm(DeskForm):
    """What a post is called and what it permits."""

    said_as: ClassVar = {"name": "name"}
    name = forms.CharField(label=_("Name"), max_length=rules.NAME_LIMIT)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=rules.ORDER_AT_MOST, initial=100)

    def chosen(self) -> frozenset[str]:
        """The permissions ticked, or those the post has."""
        if self.is_bound:
            return frozenset(self.data.getlist("permission"))  # type: ignore[attr-defined]
        return frozenset(self.initial.get("permissions", ()))

    def words(self) -> PostWords:
        """What was typed and ticked."""
        said = self.cleaned_data
        return PostWords(name=said["name"], permissions=self.chosen(), order=said["order"])

    def groups(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """The permissions of each room: code, words, whether it is ticked."""
        chosen, found = self.chosen(), dict[str, list[tuple[str, str, bool]]]()
        for code, label in registered_permissions().items():
            found.setdefault(code.partition(".")[0], []).append((code, gettext(label), code in chosen))
        order = list(ROOMS)
        rooms = sorted(found, key=lambda room: order.index(room) if room in ROOMS else len(order))
        return [(str(ROOMS.get(room, room)), found[room]) for room in rooms]


@require_safe
@staff_page
def list_posts(request: StaffRequest) -> HttpResponse:
    """The posts in their order, with how many hold each."""
    request.actor.require(Permission.READ)
    return page(
        request,
        "desk/org/posts/list.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="posts",
        rows=queries.rows(request.actor),
        may_change=request.actor.may(Permission.CHANGE_POSTS),
    )


@require_safe
@staff_page
def show_post(request: StaffRequest, post_id: UUID) -> HttpResponse:
    """One post: what it permits, who holds it, what happened to it."""
    post = queries.get_for(request.actor, post_id)
    holdings = queries.holders_of(request.actor, post_id)
    cards = people.cards(request.actor, [each.person_id for each in holdings])
    return page(
        request,
        "desk/org/posts/show.html",
        current="org",
        tabs=tabs_for(request.actor),
        tab_on="posts",
        post=post,
        holders=[(cards[each.person_id], each) for each in holdings],
        groups=PostForm(initial={"permissions": post.permissions}).groups(),
        story=latest(post),
        may_change=request.actor.may(Permission.CHANGE_POSTS),
    )


@require_safe
@staff_page
def post_journal(request: StaffRequest, post_id: UUID) -> HttpResponse:
    """Every entry of the post's chain."""
    post = queries.get_for(request.actor, post_id)
    return journal_page(request, post, title=post.name, back_to=reverse("desk:post", args=[request.place.code, post.pk]))


@require_POST
@staff_page
def lay_default_posts(request: StaffRequest) -> HttpResponse:
    """Lay out the posts of the template that are not there yet."""
    actions.lay_default_posts(request.actor)
    return done(request, "posts")


@require_http_methods(["GET", "POST"])
@staff_page
def new_post(request: StaffRequest) -> HttpResponse:
    """Create a post."""
    request.actor.require(Permission.CHANGE_POSTS)
    form = PostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        post = form.saved(lambda: actions.create_post(request.actor, words=form.words()))
        if post:
            return done(request, "post", post.pk)
    return _form(request, form, title=gettext("New post"), leave_to=reverse("desk:posts", args=[request.place.code]))


@require_http_methods(["GET", "POST"])
@staff_page
def edit_post(request: StaffRequest, post_id: UUID) -> HttpResponse:
    """Change what a post is called and what it permits."""
    request.actor.require(Permission.CHANGE_POSTS)
    post = queries.get_for(request.actor, post_id)
    said = {"name": post.name, "order": post.order, "permissions": post.permissions}
    form = PostForm(request.POST if request.method == "POST" else None, initial=said)
    if request.method != "POST":
        form.seen = post.journal_seq
    elif form.is_valid():
        changed = form.saved(lambda: actions.change_post(request.actor, post_id, seen=form.seen, words=form.words()))
        if changed:
            return done(request, "post", post_id)
    return _form(request, form, title=gettext("Change the post"), leave_to=reverse("desk:post", args=[request.place.code, post_id]))


def _form(request: StaffRequest, form: PostForm, *, title: str, leave_to: str) -> HttpResponse:
    return form_page(
        request,
        form,
        title=title,
        leave_to=leave_to,
        save=gettext("Save"),
        hint=gettext("What it permits holds from the next page on that somebody opens."),
        tab_on="posts",
        template="desk/org/posts/form.html",
    )
