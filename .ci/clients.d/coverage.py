"""Demands that each kind of filter in the JSON of docs/reference is in a list that was applied.

What `project.py` makes of those pages could otherwise shrink without a word.
"""

import pathlib
import re

from checks import Checks, holds, surroundings

# What tells one form of a filter from another.
WORDS = ("filterBranchType", "filterType", "operationType", "operator", "timeType", "referenceType", "level", "comparison", "rangeType")
# Pages about conditions; on the others the same members belong to workflows.
PAGES = ("activities", "conditions", "dates", "events", "history", "members")


def kinds(text):
    """Returns each kind that JSON names, as `member VALUE`."""
    return {f"{word} {value}" for word in WORDS for value in re.findall(rf'"{word}": ?"([A-Z_]+)"', text)}


def main():
    import urllib.request

    address, token, _ = surroundings()
    check = Checks("docs/reference", [])
    root = pathlib.Path(__file__).resolve().parents[2] / "docs/reference"
    wanted = kinds("".join((root / f"{page}.md").read_text() for page in PAGES))

    def lists():
        for start in range(1, 1000, 100):
            ids = "&".join(f"listIds={number}" for number in range(start, start + 100))
            request = urllib.request.Request(f"{address}/crm/lists/2026-09?includeFilters=true&{ids}")
            request.add_header("Authorization", f"Bearer {token}")
            yield urllib.request.urlopen(request).read().decode()

    found = kinds("".join(lists()))
    for kind in sorted(wanted):
        check(f"lists: one has {kind}", lambda: holds(kind in found, "no list that was applied has it"))
    check("lists: the pages name kinds", lambda: holds(len(wanted) > 40, f"they name {len(wanted)}"))
    check.end()


main()
