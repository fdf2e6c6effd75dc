"""The environment that Anaconda users make, the one that pip makes and the lock say the same."""

from __future__ import annotations

import itertools
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BASE = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRA = [Requirement(line) for name in ("test", "build") for line in PROJECT["optional-dependencies"][name]]


def ranges(text: str) -> frozenset[str]:
    return frozenset(part for part in text.replace(" ", "").split(",") if part)


def stated_in_environment_yml() -> dict[str, frozenset[str]]:
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert content["channels"] == ["conda-forge", "nodefaults"]
    lines = [line for line in content["dependencies"] if isinstance(line, str)]
    assert [line for line in content["dependencies"] if not isinstance(line, str)] == [{"pip": ["-e ."]}]
    stated = {}
    for line in lines:
        name, specifier = re.fullmatch(r"([A-Za-z0-9._-]+)\s*(.*)", line).groups()
        stated[canonicalize_name(name)] = ranges(specifier)
    del stated["pip"]
    return stated


def test_environment_yml_and_pyproject_name_the_same_packages_and_ranges():
    wanted = {canonicalize_name(r.name): frozenset(map(str, r.specifier)) for r in [*BASE, *EXTRA]}
    wanted["python"] = ranges(PROJECT["requires-python"])
    assert stated_in_environment_yml() == wanted


LOCKS = [ROOT / "requirements.lock", *sorted((ROOT / "tools" / "locks").glob("*.lock"))]


def lock_lines(path: Path = ROOT / "requirements.lock") -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def pins_of(path: Path) -> dict[str, list[str]]:
    pins: dict[str, list[str]] = {}
    for line in lock_lines(path):
        found = re.match(r"([a-z0-9._-]+)==([^ ;\\]+)", line)
        if found:
            pins.setdefault(found[1], []).append(found[2])
    return pins


def test_the_lock_pins_every_package_that_pyproject_names_within_its_range():
    pins = pins_of(ROOT / "requirements.lock")
    for requirement in [*BASE, *EXTRA]:
        versions = pins[canonicalize_name(requirement.name)]
        assert any(requirement.specifier.contains(version) for version in versions), requirement.name


@pytest.mark.parametrize("extra", ["bench", "browser", "engines"])
def test_each_optional_group_has_a_lock_that_agrees_with_the_main_one(extra):
    pins, main = pins_of(ROOT / "tools" / "locks" / f"{extra}.lock"), pins_of(ROOT / "requirements.lock")
    for requirement in map(Requirement, PROJECT["optional-dependencies"][extra]):
        versions = pins[canonicalize_name(requirement.name)]
        assert any(requirement.specifier.contains(version) for version in versions), requirement.name
    assert {name for name in pins if name in main and not set(pins[name]) <= set(main[name])} == set()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_the_lock_holds_hashes_and_no_addresses(path):
    lines = lock_lines(path)
    assert sum("==" in line for line in lines) > (100 if path.name == "requirements.lock" else 1)
    assert not [line for line in lines if re.search(r"https?:|://|^-|@", line)]
    assert all("--hash=sha256:" in follower for line, follower in itertools.pairwise(lines) if "==" in line)


def installed_below(names: list[str]) -> set[str]:
    """All packages that the named ones need, as far as they are installed here."""
    seen, waiting = set(), [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for line in distribution(name).requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(canonicalize_name(requirement.name))
    return seen


def test_nothing_in_the_base_is_under_the_gpl():
    for name in installed_below([requirement.name for requirement in BASE]):
        metadata = distribution(name).metadata
        licence = " ".join([metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200],
                            *(c for c in metadata.get_all("Classifier") or [] if c.startswith("License"))])
        assert not re.search(r"(?<!L)\bA?GPL|(?<!Lesser )General Public License", licence), (name, licence)


def test_the_version_in_the_changelog_is_the_version_of_the_package():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## (\S+)", changelog, re.MULTILINE)[1] == PROJECT["version"]


@pytest.mark.parametrize("name", [
    "notebooks", "cxlab", "datasets", "tests", "environment.yml", "README.md", "pyproject.toml", "requirements.lock",
    "Makefile", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "benchmarks", "tools", ".ci/run", ".gitignore"])
def test_the_top_level_is_as_agreed(name):
    assert (ROOT / name).exists()
