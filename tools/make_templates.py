"""Write the Excel templates, English and Dutch, to a folder (default: templates_out)."""

from __future__ import annotations

import sys

from cxlab.workbooks import write_templates


def main(arguments: list[str]) -> int:
    folder = arguments[0] if arguments else "templates_out"
    for language in ("en", "nl"):
        for path in write_templates(folder, language=language):
            sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
