@echo off
rem Double-click this file. Python must be on this computer (see READ-ME.html).
setlocal
cd /d "%~dp0"
for %%v in (@PYTHONS@) do (
  py -%%v -c "import sys" >nul 2>nul && (
    py -%%v pack\start.py %*
    goto done
  )
)
python -c "import sys" >nul 2>nul && (
  python pack\start.py %*
  goto done
)
echo Python was not found. Install Python from the folder "python" on this stick, or ask your trainer.
echo Python is niet gevonden. Installeer Python uit de map "python" op deze stick, of vraag uw trainer.
:done
pause
