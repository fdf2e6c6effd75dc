"""Set up the laboratory from this folder, without a network, and open it.

The start scripts call this file. It needs Python and nothing else. Everything it makes stands in the folder cxlab in
your home folder, because a memory stick is slow and may not hold an environment. To take it away, delete that folder.
"""

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACK = HERE.parent
sys.dont_write_bytecode = True  # leave nothing on the stick
SAID = {"windows": "Windows", "mac-arm": "macOS (Apple)", "mac-intel": "macOS (Intel)", "linux": "Linux"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Set up the laboratory without a network, and open it.")
    parser.add_argument("--home", type=Path, default=Path.home() / "cxlab", help="where it is set up")
    parser.add_argument("--no-lab", action="store_true", help="set up, and do not open it")
    parser.add_argument("--projector", action="store_true", help="letters, figures and widgets are larger")
    options = parser.parse_args()
    refuse_other_machines()
    python = setup(options.home)
    lessons = copy_lessons(options.home)
    print(f"Your lessons / uw lessen: {lessons}", flush=True)
    if options.no_lab:
        return 0
    print("To stop: press Ctrl + C in this window. / Stoppen: Ctrl + C in dit venster.", flush=True)
    from tasks import dress_lab  # JupyterLab looks as after make lab, and asks no network for news

    dress = dress_lab(str(python), options.home / ".lab", large=options.projector)
    return subprocess.call([str(python), "-m", "jupyterlab", "00_start_here.ipynb", f"--ServerApp.root_dir={lessons}",
                            *dress], cwd=lessons,
                           env={**os.environ, **({"CXLAB_PROJECTOR": "1"} if options.projector else {})})


def kind_of_machine() -> str:
    """Return the name that a pack has for this kind of computer."""
    here = sysconfig.get_platform()
    if here.startswith("macosx"):
        return "mac-arm" if platform.machine() == "arm64" else "mac-intel"
    return {"win-amd64": "windows", "linux-x86_64": "linux"}.get(here, here)


def refuse_other_machines() -> None:
    """Stop with a sentence when this pack holds nothing for this Python."""
    pack = json.loads((HERE / "pack.json").read_text(encoding="utf-8"))
    mine = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if mine not in pack["pythons"]:
        wanted = ", ".join(pack["pythons"])
        sys.exit(f"This computer started Python {mine}; this pack is made for Python {wanted}. Install one of these.\n"
                 f"Deze computer startte Python {mine}; dit pakket is gemaakt voor Python {wanted}. Installeer er een.")
    if sys.maxsize < 2**32:
        sys.exit("This is a 32-bit Python. Install the 64-bit one.\nDit is een 32-bits Python. Installeer de 64-bits.")
    kind = kind_of_machine()
    if kind not in pack["platforms"]:
        mine, made = SAID.get(kind, kind), ", ".join(SAID.get(each, each) for each in pack["platforms"])
        sys.exit(f"This computer has {mine}; this pack is made for {made}. Ask your trainer for another.\n"
                 f"Deze computer heeft {mine}; dit pakket is gemaakt voor {made}. Vraag uw trainer om een ander.")


def setup(home: Path) -> Path:
    """Make the environment from the wheels of the pack, or use the one that is there."""
    environment = home / ".venv"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = environment / "cxlab-pack"
    content = (HERE / "requirements.lock").read_bytes() + (HERE / "pack.json").read_bytes()
    state = hashlib.sha256(content + sys.version.encode()).hexdigest()
    if python.exists() and stamp.exists() and stamp.read_text() == state:
        return python
    print("Setting up, once: two to five minutes. / Eenmalig klaarzetten: twee tot vijf minuten.", flush=True)
    try:
        venv.create(environment, with_pip=True, clear=True, symlinks=os.name != "nt")
    except (subprocess.CalledProcessError, OSError) as error:
        sys.exit(f"Python could not make an environment: {error}\nOn Debian or Ubuntu first: apt install python3-venv\n"
                 "Python kon geen omgeving maken. Op Debian of Ubuntu eerst: apt install python3-venv")
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-index",
           "--find-links", str(HERE / "wheels")]
    install([*pip, "--no-deps", "--require-hashes", "-r", str(HERE / "requirements.lock")])
    install([*pip, "--no-deps", *map(str, sorted((HERE / "wheels").glob("cxlab-*.whl")))])
    settings = environment / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    wish = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False}}
    (settings / "overrides.json").write_text(json.dumps(wish), encoding="utf-8")
    stamp.write_text(state)
    return python


def install(command: list) -> None:
    """Run pip as it comes, without the settings of this machine, which may name an index."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith("PIP_")}
    if subprocess.call(command, env={**environment, "PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1"}):
        sys.exit("The packages could not be installed; the lines above say why. Is the pack complete, and is 2 GB of "
                 "disk free?\nDe pakketten konden niet worden geinstalleerd; de regels hierboven zeggen waarom. Is het "
                 "pakket volledig, en is er 2 GB schijfruimte vrij?")


def copy_lessons(home: Path) -> Path:
    """Copy what is not in your folder yet; never overwrite what somebody worked on."""
    from tasks import hand_out

    mine = home / "lessons"
    hand_out(PACK / "lessons", mine)
    for path in sorted((PACK / "templates").rglob("*")):
        target = mine / path.relative_to(PACK)
        if path.is_file() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return mine


if __name__ == "__main__":
    sys.exit(main())
