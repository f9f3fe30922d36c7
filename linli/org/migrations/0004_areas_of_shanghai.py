"""Shanghai and its sixteen districts with their division codes (GB/T 2260, as of 2016: the merger of Zhabei, Chongming a district)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

CITY = ("310000", "上海市")
DISTRICTS = (
    ("310101", "黄浦区"),
    ("310104", "徐汇区"),
    ("310105", "长宁区"),
    ("310106", "静安区"),
    ("310107", "普陀区"),
    ("310109", "虹口区"),
    ("310110", "杨浦区"),
    ("310112", "闵行区"),
    ("310113", "宝山区"),
    ("310114", "嘉定区"),
    ("310115", "浦东新区"),
    ("310116", "金山区"),
    ("310117", "松江区"),
    ("310118", "青浦区"),
    ("310120", "奉贤区"),
    ("310151", "崇明区"),
)


def lay(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    area = apps.get_model("org", "Area")
    # A municipality's code is that of a province.
    city, _ = area.objects.get_or_create(code=CITY[0], defaults={"name": CITY[1], "level": "province"})
    for code, name in DISTRICTS:
        area.objects.get_or_create(code=code, defaults={"name": name, "level": "district", "parent": city})


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0003_grid_imports"),
    ]

    operations = [
        # Taken back, the rows stay: a subdistrict may hang below them by then.
        migrations.RunPython(lay, migrations.RunPython.noop),
    ]
