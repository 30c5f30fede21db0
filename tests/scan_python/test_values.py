"""Where values come from and what becomes of them, through one file and several."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import pytest

from rtdoctor.scan.python.program import Program
from rtdoctor.scan.python.project import Project
from rtdoctor.scan.python.uses import uses
from rtdoctor.scan.python.values import Origins, environment_lookup, origins


def program_of(files: Mapping[str, str], unread: Mapping[str, str] | None = None) -> Program:
    others = {path: text.encode() for path, text in (unread or {}).items()}
    project = Project({path: text.encode() for path, text in files.items()}, others.get)
    return Program(project, list(project.modules.values()))


def asked_for(program: Program, path: str = "main.py") -> Origins:
    """The origins of the argument of the call of `want`."""
    file = program.project.modules[path].file
    call = next(c for c in file.nodes(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "want")
    return origins(program, file, call.args[0])


def strings(trace: Origins) -> set[str]:
    return {value for _, value in trace.strings()}


ONE_FILE = {
    "literal": "want('a')",
    "constant": "X = 'a'\nwant(X)",
    "annotated": "X: str = 'a'\nwant(X)",
    "walrus": "want(y := 'a')",
    "local": "def f():\n    x = 'a'\n    want(x)",
    "global": "X = 'a'\ndef f():\n    want(X)",
    "parameter default": "def f(x='a'):\n    want(x)",
    "keyword-only default": "def f(*, x='a'):\n    want(x)",
    "argument": "def f(x):\n    want(x)\nf('a')",
    "keyword argument": "def f(x):\n    want(x)\nf(x='a')",
    "return": "def f():\n    return 'a'\nwant(f())",
    "await": "async def f():\n    return 'a'\nasync def g():\n    want(await f())",
    "strip": "X = 'a'\nwant(X.strip())",
    "tuple": "X, Y = 'a', 'b'\nwant(X)",
    "class attribute": "class C:\n    x = 'a'\nwant(C.x)",
    "instance attribute": "class C:\n    def g(self):\n        self.x = 'a'\n    def f(self):\n        want(self.x)",
    "dataclass": "class C:\n    x: str = field(default='a')\nwant(C().x)",
    "enum value": "class C(Enum):\n    X = 'a'\nwant(C.X.value)",
    "argparse": "p.add_argument('-x', '--my-x', default='a')\nwant(p.parse_args().my_x)",
    "argparse dest": "p.add_argument('--y', dest='x', default='a')\nwant(args.x)",
    "click": "@click.option('--x', default='a')\ndef f(x):\n    want(x)",
    "loop": "for x in ('a',):\n    want(x)",
    "dict": "C = {'k': 'a', 'l': 'b'}\nwant(C['k'])",
    "lambda factory": "class C:\n    x: str = field(default_factory=lambda: 'a')\nwant(C().x)",
}


@pytest.mark.parametrize("case", ONE_FILE)
def test_one_file(case: str) -> None:
    trace = asked_for(program_of({"main.py": ONE_FILE[case]}))
    assert strings(trace) == {"a"}


def test_both_branches_are_found() -> None:
    assert strings(asked_for(program_of({"main.py": "want('a' if x else 'b' or 'c')"}))) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    want(x)",
        "want(UNKNOWN)",
        "def f(*x):\n    want(x)",
        "X = 'a'\nX += 'b'\nwant(X)",
        "f = lambda x: want(x)",
        "def f(x):\n    want(x)\nf(**options)",
        "x = x\nwant(x)",
        "def f(x):\n    f(x)\n    want(x)",
    ],
)
def test_what_cannot_be_known_is_not_complete(source: str) -> None:
    trace = asked_for(program_of({"main.py": source}))
    assert not trace.complete or not trace.ends


def test_a_name_bound_more_than_once_has_every_value() -> None:
    trace = asked_for(program_of({"main.py": "X = 'a'\nX = 'b'\nwant(X)"}))
    assert strings(trace) == {"a", "b"}


@pytest.mark.parametrize(
    ("main", "others"),
    [
        ("from config import X\nwant(X)", {"config.py": "X = 'a'"}),
        ("from config import X as Y\nwant(Y)", {"config.py": "X = 'a'"}),
        ("import config\nwant(config.X)", {"config.py": "X = 'a'"}),
        ("import pkg.config as c\nwant(c.X)", {"pkg/config.py": "X = 'a'"}),
        ("from pkg import config\nwant(config.X)", {"pkg/config.py": "X = 'a'"}),
        (
            "from pkg import X\nwant(X)",
            {"pkg/__init__.py": "from .config import X\n", "pkg/config.py": "X = 'a'"},
        ),
        ("from config import f\nwant(f())", {"config.py": "def f():\n    return 'a'"}),
        ("from lib.config import X\nwant(X)", {"src/lib/config.py": "X = 'a'"}),
    ],
)
@pytest.mark.parametrize("given", [True, False])
def test_through_imports(main: str, others: dict[str, str], given: bool) -> None:
    files = {"main.py": main} | (others if given else {})
    assert strings(asked_for(program_of(files, others))) == {"a"}


def test_relative_imports_in_a_package() -> None:
    files = {
        "app/voice/main.py": "from ..config import X\nwant(X)",
        "app/config.py": "X = 'a'",
        "config.py": "X = 'b'",
    }
    program = program_of(files)
    assert strings(asked_for(program, "app/voice/main.py")) == {"a"}


@pytest.mark.parametrize(
    ("source", "variable", "has_default"),
    [
        ("import os\nwant(os.environ['X'])", "X", False),
        ("import os\nwant(os.getenv('X'))", "X", False),
        ("import os\nwant(os.environ.get('X', 'a'))", "X", True),
        ("from os import getenv\nwant(getenv('X', default='a'))", "X", True),
        ("from os import environ as e\nwant(e['X'])", "X", False),
        ("from decouple import config\nwant(config('X', default='a'))", "X", True),
    ],
)
def test_environment(source: str, variable: str, has_default: bool) -> None:
    program = program_of({"main.py": source})
    trace = asked_for(program)
    found = [look for end in trace.ends if (look := environment_lookup(program, end.file, end.node))]
    assert [name for name, _ in found] == [variable]
    assert strings(trace) == ({"a"} if has_default else set())


def test_an_own_function_named_getenv_is_no_lookup() -> None:
    program = program_of({"main.py": "def getenv(x):\n    return 'a'\nwant(getenv('X'))"})
    assert strings(asked_for(program)) == {"a"}


def used_as(files: Mapping[str, str]) -> list[tuple[str, str]]:
    """(kind, what is done) for every use of the call of `make`."""
    program = program_of(files)
    file = program.project.modules["main.py"].file
    call = next(c for c in file.nodes(ast.Call) if isinstance(c.func, ast.Name) and c.func.id == "make")
    return sorted((use.kind, ast.unparse(use.parent)) for use in uses(program, file, call))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("make().a", [("attribute", "make().a")]),
        ("x = make()\nx.a\nx.b()", [("attribute", "x.a"), ("attribute", "x.b")]),
        ("with make() as x:\n    x.a", [("attribute", "x.a")]),
        ("def f():\n    return make()\nf().a", [("attribute", "f().a")]),
        ("def f(x):\n    x.a\nf(make())", [("attribute", "x.a")]),
        ("def f(x):\n    x.a\nf(x=make())", [("attribute", "x.a")]),
        (
            "class C:\n    def __init__(self, x):\n        self.x = x\n    def f(self):\n        self.x.a\nC(make())",
            [("attribute", "self.x.a")],
        ),
        (
            "class C:\n    @property\n    def x(self):\n        return make()\n    def f(self):\n        self.x.a",
            [("attribute", "self.x.a")],
        ),
        ("class C:\n    def f(self):\n        self.x = make()\nC().x.a", [("attribute", "C().x.a")]),
        ("outside(make())", [("argument", "outside(make())")]),
        ("x = [make()]", [("escape", "[make()]")]),
        ("x = make()\nif x:\n    pass", [("test", "if x:\n    pass")]),
        ("x = make()\nx['k']", [("subscript", "x['k']")]),
        ("def f(x=make()):\n    x.a", [("attribute", "x.a")]),
    ],
)
def test_uses(source: str, expected: list[tuple[str, str]]) -> None:
    assert used_as({"main.py": source}) == expected


def test_uses_in_files_that_import_it() -> None:
    files = {
        "main.py": "x = make()\n",
        "b.py": "from main import x\nx.a\n",
        "c.py": "import main\nmain.x.b\n",
    }
    assert used_as(files) == [("attribute", "main.x.b"), ("attribute", "x.a")]


def test_self_attributes_of_another_class_are_not_mixed_up() -> None:
    source = (
        "class A:\n    def __init__(self):\n        self.x = make()\n    def f(self):\n        self.x.a\n"
        "class B:\n    def __init__(self):\n        self.x = other()\n    def f(self):\n        self.x.b\n"
    )
    assert used_as({"main.py": source}) == [("attribute", "self.x.a")]


def test_files_are_linked_by_their_imports() -> None:
    files = {
        "a.py": "import b\n",
        "b.py": "",
        "c.py": "import os\n",
        "p/__init__.py": "from .d import X\n",
        "p/d.py": "X = 1\n",
        "e.py": "from p import X\n",
    }
    project = Project({path: text.encode() for path, text in files.items()}, lambda path: None)
    groups = [[module.file.path for module in group] for group in project.linked()]
    assert sorted(map(sorted, groups)) == [["a.py", "b.py"], ["c.py"], ["e.py", "p/__init__.py", "p/d.py"]]
