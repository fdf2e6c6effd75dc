"""The house stands as planned: imports run down, siblings do not meet, drawing and widgets stay upstairs."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "cxlab"
STOREYS = {
    "basement": ["counts", "lexicons"],
    "ground": ["agreement", "frames", "funnel", "intervals", "language", "mixed", "power", "privacy",
               "shrinkage", "spc", "timeseries", "wheel"],
    "subjects": ["classroom", "datasets", "emotions", "engines", "impact", "intelligibility", "journeys", "linkage",
                 "portfolio", "readers", "simulate", "study", "workbooks"],
    "display": ["figures", "lessons", "plots", "tables", "theme"],
    "widgets": ["widgets"],
    "top": ["__main__", "report"],
}
# The display storey stands on the ground; it never looks into a subject, it draws the tables it is given.
MAY_IMPORT = {
    "basement": [], "ground": ["basement"], "subjects": ["basement", "ground"], "display": ["basement", "ground"],
    "widgets": ["basement", "ground", "subjects", "display"],
    "top": ["basement", "ground", "subjects", "display", "widgets"],
}
# Neighbours upstairs that share one drawing table: plots and figures stand on theme.
ALLOWED_NEIGHBOURS = {("plots", "theme"), ("plots", "figures"), ("figures", "theme"), ("tables", "theme"),
                      ("__main__", "report")}
DRAWING = {"matplotlib", "seaborn", "ipywidgets", "anywidget", "IPython", "traitlets"}
OPENS_DISK = {"datasets", "readers", "workbooks", "lexicons", "report", "study"}

STOREY_OF = {room: storey for storey, rooms in STOREYS.items() for room in rooms}


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def imported(path: Path) -> set[str]:
    """All modules that a file imports, anywhere in it, by full name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; write the full name"
            whole = node.module == "cxlab"
            found |= {f"cxlab.{alias.name}" for alias in node.names} if whole else {node.module}
    return found


def rooms_imported(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(path) if name.startswith("cxlab.")} - {room_of(path)}


def run_fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_room_has_its_storey():
    assert {room_of(path) for path in modules()} <= set(STOREY_OF)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_down_only_and_neighbours_do_not_meet(path):
    room = room_of(path)
    allowed = {other for storey in MAY_IMPORT[STOREY_OF[room]] for other in STOREYS[storey]}
    allowed |= {other for here, other in ALLOWED_NEIGHBOURS if here == room}
    assert rooms_imported(path) <= allowed


def test_there_is_no_circle():
    arrows: dict[str, set[str]] = {}
    for path in modules():
        arrows.setdefault(room_of(path), set()).update(rooms_imported(path))
    settled: set[str] = set()
    while len(settled) < len(arrows):
        free = {room for room, others in arrows.items() if room not in settled and others <= settled}
        assert free, f"a circle among {sorted(set(arrows) - settled)}"
        settled |= free


@pytest.mark.parametrize("path", [p for p in modules() if STOREY_OF.get(room_of(p)) in ("ground", "subjects")],
                         ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_compute_storeys_know_no_drawing_and_no_widgets(path):
    assert not {name.split(".")[0] for name in imported(path)} & DRAWING


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_disk_is_opened_in_few_rooms(path):
    if room_of(path) in OPENS_DISK:
        return
    calls = [ast.unparse(node.func) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call)]
    touching = re.compile(r"(^|\.)open$|\.(read_csv|read_excel|read_parquet|to_csv|to_excel|to_parquet)$"
                          r"|\.(read|write)_(text|bytes)$")
    assert not [call for call in calls if touching.search(call) and call != "os.open"]  # os.open: the null device


def test_importing_the_package_loads_nothing_heavy():
    loaded = run_fresh("import sys, cxlab; print(*sys.modules)").split()
    heavy = {"pandas", "numpy", "matplotlib", "seaborn", "ipywidgets", "IPython", "sklearn", "scipy", "statsmodels"}
    assert not heavy & set(loaded)


@pytest.mark.parametrize("room", [room for storey in ("ground", "subjects") for room in STOREYS[storey]])
def test_no_ground_room_or_subject_loads_drawing_or_widgets(room):
    if not (PACKAGE / f"{room}.py").exists() and not (PACKAGE / room / "__init__.py").exists():
        pytest.skip(f"{room} is not built yet")
    loaded = set(run_fresh(f"import sys, cxlab.{room}; print(*sys.modules)").split())
    assert not DRAWING & loaded


def test_nothing_changes_how_matplotlib_draws():
    code = ("import matplotlib; before = dict(matplotlib.rcParams)\n"
            "import cxlab.plots, cxlab.figures, cxlab.theme, cxlab.tables\n"
            "changed = [key for key in before if matplotlib.rcParams[key] != before[key]]; print(changed)")
    assert run_fresh(code).strip() == "[]"


def public_functions():
    """Every function and class that a room offers by name."""
    import cxlab

    for room in cxlab.ROOMS:
        module = importlib.import_module(f"cxlab.{room}")
        names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
        for name in names:
            thing = getattr(module, name)
            if inspect.isfunction(thing) and thing.__module__.startswith(f"cxlab.{room}"):
                yield pytest.param(thing, id=f"{room}.{name}")


@pytest.mark.parametrize("function", list(public_functions()))
def test_every_public_function_is_documented(function):
    text = inspect.getdoc(function) or ""
    takes = [p for p in inspect.signature(function).parameters.values() if p.name not in ("self", "cls")]
    assert "Returns\n-------" in text or "Yields\n------" in text or inspect.signature(function).return_annotation in (
        None, "None")
    assert not takes or "Parameters\n----------" in text
    assert ">>>" in text, "no example that runs"
    for parameter in takes:
        assert re.search(rf"\b{parameter.name}\b", text), f"{parameter.name} is not explained"


def test_every_name_on_the_front_door_opens():
    import cxlab

    for name in cxlab.__all__:
        assert getattr(cxlab, name) is not None
    with pytest.raises(AttributeError, match="its rooms are"):
        _ = cxlab.cellar


def test_every_plot_comes_with_its_words():
    from cxlab import plots

    names = [name for name in dir(plots) if name.startswith("plot_")]
    assert names
    for name in names:
        assert callable(getattr(plots, name.replace("plot_", "alt_")))


def test_every_expected_error_is_expected_by_its_words():
    bare = re.compile(r"pytest\.raises\((?:[^()]|\([^()]*\))*\)")
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        for call in bare.findall(path.read_text(encoding="utf-8")):
            assert "match=" in call or "FrameError)" in call or "SchemaErrors)" in call or "Validation" in call, \
                f"{path.name}: {call}"


def test_no_file_carries_a_path_of_somebodys_machine():
    path_of_a_machine = re.compile(r"(?<![\w.\]])/(?:home|root|Users|work|tmp)/\w")
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True).stdout.split("\0")
    for path in (ROOT / name for name in files if name):
        if path.is_file() and path.suffix not in (".png", ".npz", ".xlsx"):
            assert not path_of_a_machine.search(path.read_text(encoding="utf-8")), path.name
