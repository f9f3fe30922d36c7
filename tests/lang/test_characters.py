"""Full width and half width: the same answer as Unicode's own, only sooner."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from linli.lang.characters import nfkc

WIDE = st.text(alphabet="，：；！？（）…\u00a0\u3000１Ａﬁ㎡①\u0301\u0338\u3099か漏水<=;.", max_size=20)


@given(text=st.one_of(st.text(), WIDE))
def test_a_text_is_narrowed_as_unicode_says(text: str) -> None:
    assert nfkc(text) == unicodedata.normalize("NFKC", text)
