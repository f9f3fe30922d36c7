"""Lints about the database: no composed SQL, no door into tables, owned models that stay distributable."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from devtools.lint.rule import Example, Fault, Rule, Source, imported_modules, in_migrations, in_package, is_python, last_name

RUNS_SQL = {"execute", "executemany", "RawSQL", "raw", "RunSQL", "SQL"}
DOORS = {"desk", "field", "public", "exchange"}
TABLE_ACCESS = {"objects", "_default_manager", "_base_manager"}
OWNED = {"Owned", "Aggregate"}
AUTOMATIC_KEYS = {"AutoField", "BigAutoField", "SmallAutoField", "IdentityField"}
# What a migration may name of ours: operations, and the fields and defaults that its frozen models are made of.
FROZEN = (
    "linli.kernel.scope.operations",
    "linli.kernel.scope.models",
    "linli.kernel.scope.references",
    "linli.kernel.personal.fields",
    "linli.kernel.spans",
    "linli.kernel.ids",
    "linli.kernel.clock",
)


def is_composed(node: ast.AST) -> bool:
    """Text put together from parts: f-string with a gap, %, +, str.format, str.join."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"format", "join"}:
        return isinstance(node.func.value, ast.Constant | ast.JoinedStr | ast.BinOp)
    return False


def is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def composed_names(tree: ast.AST) -> set[str]:
    """Names that stand for composed text anywhere in the file."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and is_composed(node.value):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and is_text(node.value):
            found.add(node.target.id)
    return found


def functions(source: Source) -> list[ast.AST]:
    return [node for node in source.nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def runs_sql(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) in RUNS_SQL


def composed_sql(source: Source) -> Iterator[Fault]:
    if not any(map(runs_sql, source.nodes)):
        return
    lines = set()
    for scope in [*functions(source), source.tree]:
        # The names of the whole file are not those of each function, so a module is asked for its direct arguments only.
        names = composed_names(scope) if scope is not source.tree else set()
        for node in ast.walk(scope):
            if isinstance(node, ast.Call) and last_name(node.func) in RUNS_SQL and node.args:
                first = node.args[0]
                if is_composed(first) or (isinstance(first, ast.Name) and first.id in names):
                    lines.add(node.lineno)
    for line in sorted(lines):
        yield Fault(line, "SQL is a constant with parameters, or psycopg.sql composed from identifiers: an injection could set the scope")


def in_door(path: PurePosixPath) -> bool:
    return in_package(path) and len(path.parts) > 2 and path.parts[1] in DOORS


def table_access(source: Source) -> Iterator[Fault]:
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in TABLE_ACCESS:
            yield Fault(node.lineno, "a door asks queries and calls actions, never a table")


def has_keyword(call: ast.Call, name: str, *, value: bool) -> bool:
    return any(each.arg == name and isinstance(each.value, ast.Constant) and each.value.value is value for each in call.keywords)


def field_fault(call: ast.Call) -> str | None:
    """Why this field cannot stand on an owned model."""
    kind = last_name(call.func)
    if kind == "OneToOneField" or has_keyword(call, "unique", value=True):
        return "a unique of an owned model starts with subdistrict_id: use a named UniqueConstraint"
    if kind == "ManyToManyField" and not any(each.arg == "through" for each in call.keywords):
        return "an automatic many-to-many table is owned by nobody: write the model in between"
    if kind in AUTOMATIC_KEYS:
        return "ids of owned rows are UUIDv7 made by whoever creates the row"
    if kind == "ForeignKey" and not has_keyword(call, "db_index", value=False):
        return "a reference from an owned row is an OwnedForeignKey, or has db_index=False"
    return None


def owned_fields(source: Source) -> Iterator[Fault]:
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and any(last_name(base) in OWNED for base in node.bases):
            for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
                words = field_fault(call)
                if words:
                    yield Fault(call.lineno, words)


def frozen_imports(source: Source) -> Iterator[Fault]:
    for line, module in imported_modules(source):
        allowed = any(module == name or module.startswith(f"{name}.") or name.startswith(f"{module}.") for name in FROZEN)
        if module.partition(".")[0] == "linli" and not allowed:
            yield Fault(line, f"{module}: a migration is frozen and imports no code that will change")


RULES = (
    Rule(
        "composed-sql",
        "no SQL is put together from text",
        is_python,
        composed_sql,
        good=(
            Example("linli/a.py", "cursor.execute('SELECT %s', [x])\ncursor.execute(sql.SQL('SET {}').format(sql.Identifier(x)))\n"),
            Example("linli/a.py", "def f():\n    q = sql.SQL(', ').join(parts)\n    cursor.execute(q)\n"),
        ),
        bad=(
            Example("linli/a.py", "cursor.execute(f'SET x = {y}')\n"),
            Example("linli/a.py", "def f():\n    q = 'SELECT %s' % x\n    cursor.execute(q)\n"),
            Example("linli/a.py", "RawSQL('a' + b, [])\n"),
            Example("linli/a.py", "cursor.execute('SELECT {}'.format(x))\n"),
            Example("linli/a.py", "cursor.execute(','.join(x))\n"),
            Example("linli/a.py", "sql.SQL(f'SELECT {x}')\n"),
            Example("linli/a.py", "def f():\n    q = 'SELECT 1'\n    q += ' WHERE x'\n    cursor.execute(q)\n"),
        ),
    ),
    Rule(
        "door-into-table",
        "doors never touch a table",
        in_door,
        table_access,
        good=(Example("linli/desk/notes.py", "queries.latest(actor)\n"), Example("linli/notes/queries.py", "Note.objects.all()\n")),
        bad=(Example("linli/desk/notes.py", "Note.objects.all()\n"), Example("linli/public/x.py", "Note._default_manager\n")),
    ),
    Rule(
        "owned-model",
        "owned models distribute by subdistrict_id",
        in_package,
        owned_fields,
        good=(
            Example("linli/x/models.py", "class A(Owned):\n    b = OwnedForeignKey('x.B', PROTECT)\n    c = models.UUIDField()\n"),
            Example("linli/x/models.py", "class A(models.Model):\n    b = models.SlugField(unique=True)\n"),
        ),
        bad=(
            Example("linli/x/models.py", "class A(Owned):\n    b = models.SlugField(unique=True)\n"),
            Example("linli/x/models.py", "class A(Aggregate):\n    b = models.OneToOneField('x.B', PROTECT)\n"),
            Example("linli/x/models.py", "class A(kernel.Owned):\n    b = models.ManyToManyField('x.B')\n"),
            Example("linli/x/models.py", "class A(Owned):\n    id = models.BigAutoField(primary_key=True)\n"),
            Example("linli/x/models.py", "class A(Owned):\n    b = models.ForeignKey('x.B', PROTECT)\n"),
        ),
    ),
    Rule(
        "frozen-migration",
        "a migration imports no app code",
        in_migrations,
        frozen_imports,
        good=(
            Example("linli/x/migrations/0001_a.py", "import linli.kernel.ids\nfrom linli.kernel.scope.operations import Own\n"),
            Example("linli/x/migrations/0001_a.py", "from linli.kernel.scope import operations\n"),
        ),
        bad=(
            Example("linli/x/migrations/0001_a.py", "from linli.x.models import A\n"),
            Example("linli/x/migrations/0001_a.py", "import linli.x.rules\n"),
        ),
    ),
)
