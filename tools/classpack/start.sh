#!/bin/sh
# Linux: run  sh start.sh  in this folder. macOS: double-click start.command. Python must be there (see READ-ME.html).
cd "$(dirname "$0")" || exit 1
if [ ! -f pack/start.py ]; then
  echo "The folder pack is not here. Copy the whole folder to this computer first; a zip file must be unpacked."
  echo "De map pack staat hier niet. Kopieer eerst de hele map naar deze computer; pak een zipbestand uit."
  exit 1
fi
for version in @PYTHONS@; do
  # On macOS Python may stand outside the search path of a double-clicked script.
  for python in "python$version" "/Library/Frameworks/Python.framework/Versions/$version/bin/python$version" \
                "/opt/homebrew/bin/python$version" "/usr/local/bin/python$version"; do
    if command -v "$python" >/dev/null 2>&1 && "$python" -c "import venv, ensurepip" >/dev/null 2>&1; then
      exec "$python" pack/start.py "$@"
    fi
  done
done
# Apple's own /usr/bin/python3 is too old, or only a window that asks for a download.
python=$(command -v python3)
if [ -n "$python" ] && [ "$(uname)$python" != "Darwin/usr/bin/python3" ]; then
  exec "$python" pack/start.py "$@"
fi
echo "Python was not found. Install Python from the folder python on this stick, or ask your trainer."
echo "Python is niet gevonden. Installeer Python uit de map python op deze stick, of vraag uw trainer."
exit 1
