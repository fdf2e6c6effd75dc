# Thin wrappers on tools/tasks.py; Windows users call that script directly:  py tools\tasks.py lab
PYTHON ?= python3
TASKS = $(PYTHON) tools/tasks.py

.PHONY: help lab projector test test-browser test-engines setup lint notebooks exercises refresh datasets templates report columns bench doctor lock

help:
	@$(TASKS) help

lab projector test test-browser test-engines setup lint notebooks exercises refresh datasets bench doctor lock:
	@$(TASKS) $@ $(ARGS)

templates:
	@$(TASKS) templates $(if $(OUT),"$(OUT)") $(ARGS)

# make report CORE=intelligibility DATA=my.csv  [CALLS=calls.xlsx] [OUT=report.html] [ARGS="--language nl"]
report:
	@$(TASKS) report $(CORE) $(if $(DATA),"$(DATA)") $(if $(CALLS),--calls "$(CALLS)") $(if $(OUT),--out "$(OUT)") $(ARGS)

# make columns TABLE=complaints DATA=my.csv
columns:
	@$(TASKS) columns $(or $(TABLE),complaints) $(if $(DATA),"$(DATA)") $(ARGS)
