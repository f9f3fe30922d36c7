"""Which post office: one variable, read whole or refused with the way out."""

import pytest

from linli.config.post_office import NoPostOffice, PostOffice, post_office_of

SENDER = "linli@lanting.example"


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("smtp://mail.example.cn", PostOffice(SENDER, "mail.example.cn", 25)),
        ("smtps://mail.example.cn", PostOffice(SENDER, "mail.example.cn", 465, is_tls=True)),
        (
            "smtp+starttls://linli:p%40ss@mail.example.cn:2525",
            PostOffice(SENDER, "mail.example.cn", 2525, "linli", "p@ss", starts_tls=True),
        ),
    ],
)
def test_the_variable_says_everything(text: str, office: PostOffice) -> None:
    found = post_office_of({"LINLI_MAIL": text, "LINLI_MAIL_FROM": SENDER})
    assert found == office
    assert "p@ss" not in repr(found)


def test_without_it_no_letter_is_written() -> None:
    assert post_office_of({}).sender == ""


@pytest.mark.parametrize(
    "environ",
    [
        {"LINLI_MAIL": "smtp://mail.example.cn"},
        {"LINLI_MAIL_FROM": SENDER},
        {"LINLI_MAIL": "http://mail.example.cn", "LINLI_MAIL_FROM": SENDER},
        {"LINLI_MAIL": "smtp://", "LINLI_MAIL_FROM": SENDER},
        {"LINLI_MAIL": "smtp://mail.example.cn", "LINLI_MAIL_FROM": "linli"},
    ],
)
def test_half_of_it_is_refused_with_the_way_it_is_written(environ: dict[str, str]) -> None:
    with pytest.raises(NoPostOffice, match="Set both, or neither"):
        post_office_of(environ)
