"""A small piece of the fictional 兰亭: a river, a railway between two grids, streets, units in every state."""

from linli.maps.layers import Area, AreaKind, Layers, Line, LineKind, Position, Ring, Spot, SpotKind, State

WEST, SOUTH = 121.420, 31.230


def place(east_m: float, north_m: float) -> Position:
    """So many metres from the corner, near enough for a test."""
    return round(WEST + east_m / 95_200, 7), round(SOUTH + north_m / 110_900, 7)


def ring(*metres: tuple[float, float]) -> Ring:
    """These corners, closed."""
    corners = tuple(place(*each) for each in metres)
    return (*corners, corners[0])


def box(west: float, south: float, east: float, north: float) -> Ring:
    """A rectangle in metres."""
    return ring((west, south), (east, south), (east, north), (west, north))


def area(key: str, name: str, kind: AreaKind, *rings: Ring, state: State | None = None) -> Area:
    """One area of one polygon."""
    return Area(key=key, name=name, kind=kind, polygons=(rings,), state=state)


def line(name: str, kind: LineKind, *metres: tuple[float, float]) -> Line:
    """A line through these places."""
    return Line(name=name, kind=kind, points=tuple(place(*each) for each in metres))


GRIDS = (
    area("g-1", "兰亭一网格", AreaKind.COMPREHENSIVE, ring((0, 0), (2000, 0), (2000, 900), (1000, 980), (0, 900))),
    area("g-2", "兰亭二网格", AreaKind.COMPREHENSIVE, ring((0, 900), (1000, 980), (2000, 900), (2000, 1600), (0, 1600))),
    area("m-1", "兰田一", AreaKind.MICRO, box(0, 0, 700, 500)),
    area("m-2", "兰田二", AreaKind.MICRO, box(700, 0, 1400, 500), state=State.WATCH),
    area("m-3", "兰田三", AreaKind.MICRO, box(1400, 0, 2000, 500)),
    area("m-4", "河边", AreaKind.MICRO, ring((0, 500), (1000, 500), (1000, 980), (0, 900))),
    area("d-1", "商圈专属", AreaKind.DEDICATED, box(1100, 540, 1500, 840), box(1250, 640, 1350, 740)),
)
GROUND = (
    area("s", "兰亭街道", AreaKind.SUBDISTRICT, box(0, 0, 2000, 1600)),
    area("green", "", AreaKind.GREEN, box(200, 1250, 520, 1450)),
    area("c-1", "兰田公寓", AreaKind.COMPOUND, box(90, 90, 420, 330)),
    area("c-2", "橙子公寓", AreaKind.COMPOUND, box(1500, 130, 1900, 380)),
)
LINES = (
    line("兰河", LineKind.RIVER, (-400, 1180), (600, 1120), (1300, 1200), (2400, 1120)),
    line("岚皋西路", LineKind.STREET, (-300, 520), (2300, 520)),
    line("兰田路", LineKind.STREET, (700, -200), (700, 1800)),
    line("沪兰铁路", LineKind.RAILWAY, (-300, 880), (0, 900), (1000, 980), (2000, 900), (2300, 890)),
    line("兰亭线", LineKind.METRO, (1450, -200), (1450, 700), (1700, 1800)),
)
SPOTS = (
    Spot("u-1", "王记冒菜", place(900, 540), state=State.ACT),
    Spot("u-2", "夜猫子烧烤", place(980, 470), state=State.STOP),
    Spot("u-3", "鲜果时光", place(300, 540), state=State.OK),
    Spot("u-4", "橙子洗衣", place(1600, 470), state=State.WATCH),
    Spot("u-5", "巷口小炒", place(1200, 480), state=State.NONE),
    Spot("u-6", "兰亭小学", place(350, 700)),
    Spot("t-1", "兰亭路站", place(1450, 560), kind=SpotKind.STATION),
)
STREET = Layers(areas=(*GROUND, *GRIDS), lines=LINES, spots=SPOTS)
