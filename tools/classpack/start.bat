@echo off
rem Double-click this file. Python must be on this computer (see READ-ME.html).
setlocal
rem pushd gives a network folder a drive letter; cd would refuse it.
pushd "%~dp0"
if not exist "pack\start.py" (
  echo The folder "pack" is not here. Copy the whole folder to this computer first; a zip file must be unpacked.
  echo De map "pack" staat hier niet. Kopieer eerst de hele map naar deze computer; pak een zipbestand uit.
  goto done
)
rem The newer "py" must not go and fetch a Python: there is no network here.
set PYTHON_MANAGER_AUTOMATIC_INSTALL=false
for %%v in (@PYTHONS@) do (
  py -%%v -c "import sys" >nul 2>nul && (
    py -%%v "pack\start.py" %*
    goto done
  )
)
python -c "import sys" >nul 2>nul && (
  python "pack\start.py" %*
  goto done
)
echo Python was not found. Install Python from the folder "python" on this stick, or ask your trainer.
echo Python is niet gevonden. Installeer Python uit de map "python" op deze stick, of vraag uw trainer.
:done
popd
pause
