"""A process that runs for months holds nothing that only the command line or a rare request needs."""

import json
import subprocess
import sys

# Each of these costs megabytes in every process that serves; who needs one works in a process of its own.
ELSEWHERE = {"PIL", "alembic", "lxml", "mako", "openpyxl", "pygments", "pypdf", "rich", "typst"}
LIST = "import json, sys, app.commands.lasting; print(json.dumps(sorted(sys.modules)))"


def test_a_serving_process_does_not_import_what_others_do_for_it() -> None:
    done = subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout)
    assert "app.main" in loaded
    assert {name.partition(".")[0] for name in loaded} & ELSEWHERE == set()
    assert [name for name in loaded if name.startswith(("app.cli", "app.demo"))] == []
