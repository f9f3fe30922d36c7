"""The story of an aggregate, told from its journal."""
from types import SimpleNamespace as S
def story_of(aggregate, *, limit=None):
    return [S(seq=1, recorded_at=aggregate.edited_at, icon="note", words="stub", who="stub", facts=[], digest="00")]
