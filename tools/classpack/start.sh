#!/bin/sh
# Linux: run  sh start.sh  in this folder. macOS: double-click start.command. Python must be there (see READ-ME.html).
cd "$(dirname "$0")" || exit 1
for version in @PYTHONS@; do
  # On macOS Python may stand outside the search path of a double-clicked script.
  for python in "python$version" "/Library/Frameworks/Python.framework/Versions/$version/bin/python$version" \
                "/opt/homebrew/bin/python$version" "/usr/local/bin/python$version"; do
    if command -v "$python" >/dev/null 2>&1 && "$python" -c "import venv, ensurepip" >/dev/null 2>&1; then
      exec "$python" pack/start.py "$@"
    fi
  done
done
if command -v python3 >/dev/null 2>&1; then exec python3 pack/start.py "$@"; fi
echo "Python was not found. Install Python from the folder python on this stick, or ask your trainer."
echo "Python is niet gevonden. Installeer Python uit de map python op deze stick, of vraag uw trainer."
exit 1
