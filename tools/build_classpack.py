#!/usr/bin/env python3
"""Put everything a class without a network needs into one folder, for a memory stick.

    build_classpack.py                                     Windows, with Python 3.11, 3.12 or 3.13
    build_classpack.py --systems windows macos linux       all three
    build_classpack.py --systems windows --pythons 3.13    the smallest pack
    build_classpack.py --zip                               one zip file beside the folder
    build_classpack.py --prove                             install from the pack with the network off, run a lesson

Run it where there is a network. The packages are those of requirements.lock, each checked against its hash; the tools
of the test gate are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "tools" / "classpack"
PYTHONS = ("3.11", "3.12", "3.13")
SYSTEMS = {"windows": ["windows"], "macos": ["mac-arm", "mac-intel"], "linux": ["linux"], "mac-arm": ["mac-arm"],
           "mac-intel": ["mac-intel"]}
# Megabytes as measured: for one Python on one kind of machine, and what all kinds share.
ROUGH_MB = {"windows": 140, "mac-arm": 130, "mac-intel": 140, "linux": 180}
SHARED_MB = 60
SAID = {"windows": "Windows", "mac-arm": "macOS (Apple)", "mac-intel": "macOS (Intel)", "linux": "Linux"}
LINUX = [f"manylinux_2_{minor}_x86_64" for minor in (28, 27, 26, 24, 17, 12, 5)]
# For each platform: the tags that pip may take, and what the markers of the lock are told.
PLATFORMS = {
    "windows": (["win_amd64"], {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows",
                                "platform_machine": "AMD64"}),
    "mac-arm": (["macosx_12_0_arm64"], {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin",
                                        "platform_machine": "arm64"}),
    "mac-intel": (["macosx_12_0_x86_64"], {"os_name": "posix", "sys_platform": "darwin", "platform_system": "Darwin",
                                           "platform_machine": "x86_64"}),
    "linux": ([*LINUX, "manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"],
              {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": "x86_64"}),
}
# How a lock says "there" and "everywhere else".
WHERE = {
    "windows": ("sys_platform == 'win32'", "sys_platform != 'win32'"),
    "mac-arm": ("sys_platform == 'darwin' and platform_machine == 'arm64'",
                "(sys_platform != 'darwin' or platform_machine != 'arm64')"),
    "mac-intel": ("sys_platform == 'darwin' and platform_machine == 'x86_64'",
                  "(sys_platform != 'darwin' or platform_machine != 'x86_64')"),
    "linux": ("sys_platform == 'linux'", "sys_platform != 'linux'"),
}


@dataclass(frozen=True)
class Pin:
    """One package of the lock.

    Attributes
    ----------
    name, version : str
        The package as the lock names it.
    marker : str
        For which machines; empty for all.
    hashes : tuple of str
        The files that may be installed.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def lines(self, *, marked: bool) -> str:
        """Return the lines of a lock; without the marker for a machine that is not this one."""
        first = f"{self.name}=={self.version}" + (f" ; {self.marker}" if marked and self.marker else "")
        return " \\\n".join([first, *(f"    --hash={each}" for each in self.hashes)]) + "\n"


def read_lock(text: str) -> list[Pin]:
    """Return the packages of a lock."""
    pins = []
    for block in re.split(r"\n(?=\S)", text.replace("\\\n", "\n")):
        found = re.match(r"([A-Za-z0-9._-]+)==(\S+)(?:\s*;\s*(.+?))?\s*(?:\n|$)", block)
        if found:
            pins.append(Pin(canonicalize_name(found[1]), found[2], found[3] or "",
                            tuple(re.findall(r"--hash=(\S+)", block))))
    return pins


def find_needed(wanted: list[str]) -> set[str]:
    """Return all that the named packages need, on whatever machine, as their metadata in this environment say."""
    needed, waiting = set(), [Requirement(line) for line in wanted]
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), requirement.extras
        if (name, *sorted(extras)) in needed:
            continue
        needed |= {name, (name, *sorted(extras))}
        try:
            lines = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # needed on other machines only, such as pywinpty; these need nothing more
        waiting += [each for each in map(Requirement, lines) if not each.marker or "extra" not in str(each.marker)
                    or any(each.marker.evaluate({"extra": extra}) for extra in extras)]
    return {name for name in needed if isinstance(name, str)}


def choose_pins(pins: list[Pin], platform: str, python: str, patch: str) -> list[Pin]:
    """Return the packages for one kind of machine, as their markers say."""
    machine = PLATFORMS[platform][1] | {
        "python_version": python, "python_full_version": f"{python}.{patch}", "implementation_name": "cpython",
        "platform_python_implementation": "CPython", "implementation_version": f"{python}.{patch}"}
    return [pin for pin in pins if not pin.marker or Marker(pin.marker).evaluate(machine)]


def fetch(pins: list[Pin], platform: str, python: str, patch: str, wheels: Path) -> list[str]:
    """Download the wheels for one kind of machine; return the packages for which there is only source."""
    sources: list[str] = []
    while True:
        wanted = [pin for pin in pins if pin.name not in sources]
        with tempfile.TemporaryDirectory() as folder:
            lock = Path(folder) / "lock.txt"
            lock.write_text("".join(pin.lines(marked=False) for pin in wanted), encoding="utf-8")
            command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps",
                       "--require-hashes", "--only-binary=:all:", "--implementation", "cp",
                       "--python-version", f"{python}.{patch}", "--abi", f"cp{python.replace('.', '')}",
                       "-d", str(wheels), "-r", str(lock)]
            for tag in PLATFORMS[platform][0]:
                command += ["--platform", tag]
            done = subprocess.run(command, capture_output=True, text=True)
        if not done.returncode:
            return sources
        missing = re.search(r"No matching distribution found for ([A-Za-z0-9._-]+)==", done.stderr)
        if not missing:
            sys.exit(f"pip could not download the packages for {platform}, Python {python}:\n{done.stderr.strip()}\n"
                     "Is there a network connection? Then run the same command again; what is there is not fetched "
                     "twice.")
        sources.append(canonicalize_name(missing[1]))


def fetch_older(pin: Pin, platform: str, python: str, wheels: Path) -> Pin | None:
    """Download the newest older version that has a wheel for a platform, and return it as a pin with its own hash."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps",
                   "--only-binary=:all:", "--implementation", "cp", "--python-version", python,
                   "--abi", f"cp{python.replace('.', '')}", "-d", folder, f"{pin.name}<{pin.version}"]
        for tag in PLATFORMS[platform][0]:
            command += ["--platform", tag]
        if subprocess.run(command, capture_output=True).returncode:
            return None
        wheel, = Path(folder).glob("*.whl")
        shutil.copy(wheel, wheels)
    return Pin(pin.name, wheel.name.split("-")[1], WHERE[platform][0], (hash_of(wheels / wheel.name),))


def replace_pins(pins: list[Pin], older: dict[tuple[str, str], set[Pin]]) -> list[Pin]:
    """Put older versions into the lock for the platforms that need them, and take the newer ones away there."""
    kept = []
    for pin in pins:
        elsewhere = " and ".join(WHERE[platform][1] for name, platform in older if name == pin.name)
        whole = f"({pin.marker}) and {elsewhere}" if pin.marker and elsewhere else pin.marker or elsewhere
        kept.append(Pin(pin.name, pin.version, whole, pin.hashes))
        for (name, _), found in older.items():
            if name == pin.name:
                hashes = tuple(sorted({each for one in found for each in one.hashes}))
                first = sorted(found, key=lambda one: one.version)[-1]
                kept.append(Pin(first.name, first.version, first.marker, hashes))
    return kept


def build_from_source(pins: list[Pin], names: set[str], wheels: Path) -> None:
    """Make wheels of packages that come as source only; they must be the same for every machine."""
    for pin in (pin for pin in pins if pin.name in names):
        with tempfile.TemporaryDirectory() as folder:
            lock = Path(folder) / "lock.txt"
            lock.write_text(pin.lines(marked=False), encoding="utf-8")
            done = subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--require-hashes",
                                   "--no-binary", pin.name, "-w", folder, "-r", str(lock)],
                                  capture_output=True, text=True)
            made = list(Path(folder).glob("*-none-any.whl"))
            if done.returncode or not made:
                sys.exit(f"{pin.name} {pin.version} has no wheel for every platform of the pack and cannot be built "
                         f"for other machines here. Leave a system out (--systems), or change the lock.\n"
                         f"{done.stderr.strip()[-800:]}")
            shutil.copy(made[0], wheels)


def hash_of(path: Path) -> str:
    import hashlib

    return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def write_lock(pins: list[Pin], built: set[str], wheels: Path, target: Path) -> None:
    """Write the pack's own lock; a wheel built here has a hash of its own."""
    lines = []
    for pin in pins:
        hashes = pin.hashes
        if pin.name in built:
            own = [path for path in wheels.glob("*-none-any.whl")
                   if canonicalize_name(path.name.split("-")[0]) == pin.name]
            hashes = (*hashes, *map(hash_of, own))
        lines.append(Pin(pin.name, pin.version, pin.marker, hashes).lines(marked=True))
    target.write_text("".join(lines), encoding="utf-8", newline="\n")


def gather(platforms: list[str], pythons: list[str], out: Path) -> None:
    """Fill the folder: wheels, lessons, templates, start scripts, pages."""
    import tomllib

    wheels = out / "pack" / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = find_needed(project["dependencies"])
    pins = [pin for pin in read_lock((ROOT / "requirements.lock").read_text(encoding="utf-8")) if pin.name in needed]
    by_name = {pin.name: pin for pin in pins}
    built: set[str] = set()
    older: dict[tuple[str, str], set[Pin]] = {}
    for platform in platforms:
        for python in pythons:
            began, before = time.time(), size_of(wheels)
            first = choose_pins(pins, platform, python, "0")
            last = [pin for pin in choose_pins(pins, platform, python, "99") if pin not in first]
            found = fetch(first, platform, python, "0", wheels)
            found += fetch(last, platform, python, "99", wheels) if last else []
            for name in found:
                one = fetch_older(by_name[name], platform, python, wheels)
                if one:
                    older.setdefault((name, platform), set()).add(one)
                else:
                    built.add(name)
            print(f"{platform:<10} Python {python}: {len(first)} packages, {size_of(wheels) - before:4.0f} MB more, "
                  f"{time.time() - began:.0f} seconds" + (f"; source only: {', '.join(found)}" if found else ""),
                  flush=True)
    for (name, platform), found in older.items():
        print(f"no wheel of {name} {by_name[name].version} for {platform}; the pack holds "
              f"{max(one.version for one in found)} for it")
    build_from_source(pins, built, wheels)
    write_lock(replace_pins(pins, older), built, wheels, out / "pack" / "requirements.lock")
    for old in wheels.glob("cxlab-*.whl"):
        old.unlink()
    subprocess.run([sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(wheels),
                    str(ROOT)], check=True)
    copy_parts(out, platforms, pythons, project["version"])


def copy_parts(out: Path, platforms: list[str], pythons: list[str], version: str) -> None:
    """Copy what is not a package."""
    pack = out / "pack"
    pack.mkdir(parents=True, exist_ok=True)
    about = {"cxlab": version, "platforms": platforms, "pythons": pythons}
    (pack / "pack.json").write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8", newline="\n")
    shutil.copy(PARTS / "start.py", pack)
    shutil.copy(ROOT / "tools" / "tasks.py", pack)  # start.py copies lessons and dresses JupyterLab as make lab does
    newest_first = " ".join(sorted(pythons, key=lambda text: [int(part) for part in text.split(".")], reverse=True))
    for source, name, ending in (("start.bat", "start.bat", "\r\n"), ("start.sh", "start.sh", "\n"),
                                 ("start.sh", "start.command", "\n")):
        text = (PARTS / source).read_text(encoding="utf-8").replace("@PYTHONS@", newest_first)
        (out / name).write_text(text, encoding="utf-8", newline=ending)
        (out / name).chmod(0o755)
    known = {"@PYTHONS@": join(pythons), "@PLATFORMS@": join([SAID[each] for each in platforms]), "@VERSION@": version}
    for page in ("READ-ME.html", "LEES-MIJ.html"):
        text = (PARTS / page).read_text(encoding="utf-8")
        for mark, words in known.items():
            text = text.replace(mark, words)
        (out / page).write_text(text, encoding="utf-8", newline="\n")
    for source, target in ((ROOT / "notebooks", "lessons"), (ROOT / "notebooks" / "solutions", "trainer/solutions")):
        renew(source.glob("*.ipynb"), out / target)
    subprocess.run([sys.executable, str(ROOT / "tools" / "make_templates.py"), str(out / "templates")], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.copy(ROOT / "LICENSE", pack)
    shutil.copy(ROOT / "NOTICE", pack)
    (out / "python").mkdir(exist_ok=True)
    (out / "python" / "PUT-PYTHON-HERE.txt").write_text(
        f"Put the installers of Python ({join(pythons)}) for Windows and macOS in this folder before the class.\n"
        f"Zet de installatiebestanden van Python ({join(pythons)}) voor Windows en macOS voor de les in deze map.\n",
        encoding="utf-8", newline="\r\n")
    if (ROOT / "kit_out").is_dir():
        shutil.copytree(ROOT / "kit_out", out / "trainer" / "kit", dirs_exist_ok=True)


def renew(sources, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in sources:
        shutil.copy(path, folder)


def join(words: list[str]) -> str:
    return ", ".join(words)


def say_beforehand(platforms: list[str], pythons: list[str], out: Path) -> None:
    """Say how large the pack becomes, and what makes it larger or smaller; stop when the disk is too full."""
    size = SHARED_MB + sum(ROUGH_MB[each] for each in platforms) * len(pythons)
    print(f"A pack of some {size:,} MB, for {join([SAID[each] for each in platforms])} with Python "
          f"{' or '.join(pythons)}. This takes some minutes.", flush=True)
    if set(platforms) != set(PLATFORMS):
        print('Other computers in the class? SYSTEMS="windows macos linux" takes all, PYTHONS="3.13" one Python only.',
              flush=True)
    place = next(folder for folder in (out, *out.resolve().parents) if folder.exists())
    free = shutil.disk_usage(place).free / 1e6
    if free < size:
        sys.exit(f"only {free:,.0f} MB of disk is free. Make room, or name fewer systems or Pythons.")


def empty_pack(platforms: list[str], pythons: list[str], out: Path) -> None:
    """Take away the packages of an earlier pack for other machines; those for the same need not be fetched twice."""
    about = out / "pack" / "pack.json"
    if about.exists():
        earlier = json.loads(about.read_text(encoding="utf-8"))
        if not set(earlier["platforms"]) <= set(platforms) or not set(earlier["pythons"]) <= set(pythons):
            for wheel in (out / "pack" / "wheels").glob("*.whl"):
                wheel.unlink()


def size_of(folder: Path) -> float:
    """Return the size of a folder in megabytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def say_sizes(out: Path) -> None:
    """Print what takes the room."""
    for part in sorted(path for path in out.iterdir() if path.is_dir()):
        print(f"  {part.name + '/':<12} {size_of(part):8.1f} MB")
    large = sorted((out / "pack" / "wheels").glob("*.whl"), key=lambda path: -path.stat().st_size)
    print(f"  {len(large)} wheels; the largest: "
          + ", ".join(f"{path.name.split('-')[0]} {path.stat().st_size / 1e6:.0f} MB" for path in large[:3]))
    print(f"{out.name}: {size_of(out):,.0f} MB in all")


def prove(out: Path, lessons: list[str]) -> int:
    """Install from the pack with every index switched off and no network, and run lessons with it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home with a space"
        home.mkdir()
        off = {name: value for name, value in os.environ.items()
               if not name.upper().startswith(("PIP_", "PYTHON", "VIRTUAL_ENV", "CONDA"))}
        off |= {"HOME": str(home), "PIP_NO_INDEX": "1", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_CONFIG_FILE":
                os.devnull, "OMP_NUM_THREADS": "1"}
        wall = without_network()
        began = time.time()
        script = ["cmd", "/c", str(out / "start.bat")] if os.name == "nt" else ["sh", str(out / "start.sh")]
        steps = [[*wall, *script, "--home", str(home / "cxlab"), "--no-lab"]]
        python = home / "cxlab" / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        steps.append([*wall, str(python), "-c", "import cxlab as cx; print('cxlab', cx.__version__, "
                      "len(cx.datasets.load_complaints()), 'complaints')"])
        steps += [[*wall, str(python), "-m", "jupyter", "nbconvert", "--log-level=WARN", "--to", "notebook",
                   "--execute", "--output", f"done_{lesson}", str(home / "cxlab" / "lessons" / lesson)]
                  for lesson in lessons]
        for step in steps:
            if subprocess.call(step, env=off, cwd=home):
                print("The proof failed at:", *step[len(wall):])
                return 1
        errors = count_errors(home / "cxlab" / "lessons", lessons)
    print(f"Proven in {time.time() - began:.0f} seconds: a fresh environment from the pack, package indexes off, "
          f"network {'unplugged' if wall else 'not used'}; {len(lessons)} lessons run, {errors} cells with an error.")
    return 1 if errors else 0


def count_errors(folder: Path, lessons: list[str]) -> int:
    cells = [cell for name in lessons
             for cell in json.loads((folder / f"done_{name}").read_text(encoding="utf-8"))["cells"]]
    return sum(output["output_type"] == "error" for cell in cells for output in cell.get("outputs", []))


def without_network() -> list[str]:
    """Return the beginning of a command that runs without any network but the machine's own loop, where that works."""
    wall = ["unshare", "-r", "-n", "sh", "-c", 'ip link set lo up 2>/dev/null; exec "$@"', "sh"]
    try:
        works = not subprocess.run([*wall, "true"], capture_output=True).returncode
    except OSError:
        works = False
    return wall if works else []


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--systems", nargs="+", choices=list(SYSTEMS), default=["windows"],
                        help="macos is both kinds of Mac: mac-arm (Apple, since 2020) and mac-intel")
    parser.add_argument("--pythons", nargs="+", default=list(PYTHONS), metavar="3.x")
    parser.add_argument("--out", type=Path, default=ROOT / "classpack_out")
    parser.add_argument("--zip", action="store_true", help="also write one zip file")
    parser.add_argument("--prove", action="store_true", help="only install from the pack, network off, and run lessons")
    parser.add_argument("--lessons", nargs="+", default=["00_start_here.ipynb", "10_read_emotions_on_the_wheel.ipynb"],
                        help="which lessons the proof runs")
    options = parser.parse_args(arguments)
    if options.prove:
        if not (options.out / "pack" / "pack.json").exists():
            sys.exit(f"there is no pack in {options.out.name}; make it first: python3 tools/tasks.py classpack")
        return prove(options.out.resolve(), options.lessons)
    wrong = [python for python in options.pythons if not re.fullmatch(r"3\.(1[1-9]|[2-9]\d)", python)]
    if wrong:
        sys.exit(f"--pythons {' '.join(wrong)}: expected versions of 3.11 or newer, such as 3.12 3.13")
    chosen = {platform for system in options.systems for platform in SYSTEMS[system]}
    platforms = [platform for platform in PLATFORMS if platform in chosen]
    say_beforehand(platforms, options.pythons, options.out)
    empty_pack(platforms, options.pythons, options.out)
    gather(platforms, options.pythons, options.out)
    say_sizes(options.out)
    if options.zip:
        archive = shutil.make_archive(str(options.out), "zip", options.out)
        print(f"{Path(archive).name}: {Path(archive).stat().st_size / 1e6:,.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
