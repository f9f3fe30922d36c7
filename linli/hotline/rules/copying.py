"""A text of ours in the order in which their page asks for it."""

from collections.abc import Mapping

from linli.hotline.rules.mapping import OutLayout


def copied(layout: OutLayout, said: Mapping[str, str]) -> str:
    """One line for each field that says something, their heading first."""
    return "\n".join(f"{heading}：{said[name]}" for name, heading in layout.columns if said.get(name))
