# Thin wrappers on tools/tasks.py; Windows users call that script directly:  py tools\tasks.py lab
PYTHON ?= python3
TASKS = $(PYTHON) tools/tasks.py

.PHONY: help lab projector test test-browser test-engines setup lint notebooks exercises refresh datasets templates report columns classpack kit class wall bench doctor lock

help:
	@$(TASKS) help

lab projector test test-browser test-engines setup lint notebooks exercises refresh datasets kit bench doctor lock:
	@$(TASKS) $@ $(ARGS)

templates:
	@$(TASKS) templates $(if $(OUT),"$(OUT)") $(ARGS)

# make report CORE=intelligibility DATA=my.csv  [CALLS=calls.xlsx] [OUT=report.html] [ARGS="--language nl"]
report:
	@CXLAB_MAKE=1 $(TASKS) report $(CORE) $(if $(DATA),"$(DATA)") $(if $(CALLS),--calls "$(CALLS)") $(if $(OUT),--out "$(OUT)") $(ARGS)

# make columns TABLE=complaints DATA=my.csv
columns:
	@CXLAB_MAKE=1 $(TASKS) columns $(or $(TABLE),complaints) $(if $(DATA),"$(DATA)") $(ARGS)

# make classpack SYSTEMS="windows macos linux" PYTHONS="3.13"
classpack:
	@$(TASKS) classpack $(if $(SYSTEMS),--systems $(SYSTEMS)) $(if $(PYTHONS),--pythons $(PYTHONS)) $(ARGS)

# make class SEED=7 GROUPS=4  [APART=yes: another truth for each group]
class:
	@CXLAB_MAKE=1 $(TASKS) class --seed $(or $(SEED),1) --groups $(or $(GROUPS),4) $(if $(APART),--apart) $(ARGS)

# make wall FOLDER=class_7/codings  [ARGS="--language nl"]
wall:
	@CXLAB_MAKE=1 $(TASKS) wall $(if $(FOLDER),"$(FOLDER)") $(ARGS)
