"""What a person reads."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from rtdoctor.migrate.apply import apply_plan
from rtdoctor.migrate.outcome import Outcome
from rtdoctor.report.migrate_human import migrate_lines

from .helpers import make_tree, planner_for

OLD = "gpt-4o-realtime-preview"


def line(comment: str = "") -> str:
    return f'MODEL = "{OLD}"{comment}\n'


def shown(outcome: Outcome, width: int = 100) -> str:
    return "\n".join(line.text for line in migrate_lines(outcome, width)) + "\n"


def mixed(root: Path) -> Path:
    return make_tree(
        root,
        {
            "app/main.py": line("  # c:voice"),
            "app/config.py": line("  # c:voice"),
            "app/old.py": line("  # c:phone # manual"),
            "app/maybe.py": line("  # unsafe"),
            "app/two.py": "print 'gpt-4o-realtime-preview'\n",
            "infra/main.bicep": f"param name string = '{OLD}'\n",
            "web/app.ts": f'const model = "{OLD}"; // {OLD}\n',
            "CHANGELOG.md": f"- {OLD}\n",
            "README.md": f"{OLD}\n",
            "node_modules/x/index.js": "x\n",
            "web/node_modules/x/index.js": "x\n",
        },
    )


def test_a_plan_with_everything_in_it(tmp_path: Path) -> None:
    assert shown(Outcome(planner_for(mixed(tmp_path)).plan())) == snapshot("""\
2 edits in 2 files can be made, 1 edit held back (--unsafe), 1 connection and 3 places to change by
    hand; nothing was written.

Do this first, elsewhere
  create the deployment of voice
    az create voice

app/config.py:1  connection voice  [voice]  to be made
  app/config.py  1 edit: TOY1
  app/main.py  1 edit: TOY1

app/maybe.py  edits that stand alone  not made
  app/maybe.py  1 edit: TOY1
  held back: it may change what the program does; --unsafe makes it

app/old.py:1  connection phone  [phone]  by hand, left whole
  app/old.py:1  write it by hand

By hand: name, model, version and SKU of a deployment change together; there is no editor for this
    kind of file yet
  infra/main.bicep:1:22  gpt-4o-realtime-preview

By hand: retired; there is no editor for this kind of file yet
  web/app.ts:1:16  gpt-4o-realtime-preview
  web/app.ts:1:45  gpt-4o-realtime-preview

Right as they are: 1 changelog, 1 doc.

Could not be judged
  app/two.py: does not parse

Not entered or read
  node_modules, web/node_modules: installed packages

9 files read, 1 could not be judged.
""")


def test_after_writing(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": line("  # c:voice")})
    planner = planner_for(tmp_path)
    outcome = Outcome(apply_plan(planner, planner.plan()).plan, written=True)
    assert shown(outcome) == snapshot("""\
1 edit in 1 file made.

Do this elsewhere
  create the deployment of voice
    az create voice

a.py:1  connection voice  [voice]  written
  a.py  1 edit: TOY1

1 file read, all could be judged.
""")


def test_nothing_to_do(tmp_path: Path) -> None:
    make_tree(tmp_path, {"a.py": "x = 1\n"})
    assert shown(Outcome(planner_for(tmp_path).plan())) == snapshot("""\
Nothing is left to migrate.

1 file read, all could be judged.
""")


def test_never_wider_than_the_terminal_but_for_commands(tmp_path: Path) -> None:
    outcome = Outcome(planner_for(mixed(tmp_path)).plan())
    for width in (40, 60, 120):
        for text in shown(outcome, width).splitlines():
            assert len(text) <= width or text.startswith("    az ") or " " not in text.strip()
