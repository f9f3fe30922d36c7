"""The governance tree as a picture and as a list."""

from hypothesis import given
from hypothesis import strategies as st

from linli.desk.org.branches import BOX_HEIGHT, BOX_WIDTH, Branch, find, picture, pruned, walk
from tests.desk.house import CLERK, READER, House
from tests.desk.org.test_duties import Street, words
from tests.desk.pages import Page

TREE = "/d/lanting/org/"


def branches(depth: int = 3) -> st.SearchStrategy[Branch]:
    """Trees of any shape up to that depth, narrower further down: larger ones are slow to make and prove nothing more."""
    below = st.just([]) if depth == 0 else st.lists(branches(depth - 1), max_size=1 + depth)
    return st.builds(lambda title, inner: Branch(title, title, "", below=inner), st.sampled_from(["", "甲", "甲乙", "甲乙丙"]), below)


@given(branches())
def test_no_box_covers_another_and_all_stand_in_the_picture(root: Branch) -> None:
    drawn = picture(root)
    assert len(drawn.boxes) == len(walk(root))
    for index, one in enumerate(drawn.boxes):
        assert 0 <= one.left <= drawn.width - BOX_WIDTH
        assert 0 <= one.top <= drawn.height - BOX_HEIGHT
        for other in drawn.boxes[index + 1 :]:
            assert abs(one.left - other.left) >= BOX_WIDTH or abs(one.top - other.top) >= BOX_HEIGHT


@given(branches())
def test_every_box_but_the_first_hangs_on_the_one_above(root: Branch) -> None:
    drawn = picture(root)
    assert [bool(box.path) for box in drawn.boxes].count(False) == 1
    assert [box.depth for box in drawn.boxes if not box.path] == [0]
    for box in drawn.boxes:
        if box.path:
            assert box.path.endswith(f"H{box.left}")


def test_the_list_follows_the_tree() -> None:
    leaf, other = Branch("c", "c", ""), Branch("d", "d", "")
    root = Branch("a", "a", "", below=[Branch("b", "b", "", below=[leaf]), other])
    assert [(depth, branch.key) for depth, branch in walk(root)] == [(0, "a"), (1, "b"), (2, "c"), (1, "d")]


def test_the_gap_and_the_person_stand_in_the_tree(house: House) -> None:
    street = Street(house)
    browser = house.browser("zhang.ning", may=(*CLERK, "org.read"))
    said = words(browser, TREE)
    assert "2 vacancies and gaps" in said
    assert "nobody is 包保责任人, 网格员" in said

    street.give(street.zhang)
    street.give(street.wang, "worker")

    said = words(browser, TREE)
    assert "包保责任人 张宁" in said
    assert "nobody is" not in said
    page = Page(browser.get(TREE))
    assert page.inline == []
    assert len(page.all("rect")) == 2


@given(branches(), st.integers(0, 4))
def test_a_pruned_tree_hides_what_is_deeper_and_says_how_much(root: Branch, depth: int) -> None:
    shown = walk(pruned(root, depth, lambda branch: f"+{len(walk(branch)) - 1}"))
    assert max(level for level, _ in shown) <= depth
    hidden = sum(int(branch.words.removeprefix("+")) for _, branch in shown if branch.words.startswith("+"))
    assert len(shown) + hidden == len(walk(root))


def test_what_is_missing_below_a_folded_branch_is_missing_at_it() -> None:
    gap = Branch("c", "c", "", state="act", state_word="nobody is 网格员")
    root = Branch("a", "a", "", state="ok", below=[Branch("b", "b", "", state="ok", below=[gap])])
    (folded,) = pruned(root, 1, lambda branch: "").below
    assert (folded.state, folded.state_word) == ("act", "nobody is 网格员")
    assert find(root, "c") is gap
    assert find(root, "d") is None


def test_one_grid_is_shown_with_everything_below_it(house: House) -> None:
    street = Street(house)
    browser = house.browser("zhang.ning", may=(*CLERK, "org.read"))
    assert "Back to the whole tree" in words(browser, f"{TREE}?of={street.grid.pk}")
    assert browser.get(f"{TREE}?of=nothing").status_code == 404


def test_an_empty_tree_says_where_to_begin(house: House) -> None:
    assert "The tree grows from the grids." in words(house.browser("zhang.ning", may=(*CLERK, "org.read")), TREE)


def test_who_may_not_see_the_organisation_sees_no_tree(house: House) -> None:
    assert house.browser("chen.wai", may=READER).get(TREE).status_code == 403
