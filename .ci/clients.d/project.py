"""Writes the project whose lists the clients read: `project.py FOLDER`.

It is docs/example with a segment for each condition that docs/reference shows, in a table or as an example. Those pages
hold every form of a condition (tests/reference.rs sees to it), so every filter that hubwright writes is among them.
`conditions.json` says which segment is which condition.
"""

import json
import pathlib
import re
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What in docs/example is no contact's.
OF_DEALS = ("deal_stage ", "pipeline ")


def conditions():
    """Returns each condition that compiles, once: those of examples, those of tables, and these under `not`."""
    found = {}
    for page in sorted((ROOT / "docs/reference").glob("*.md")):
        if page.stem == "left-out":  # what has no form
            continue
        text = page.read_text()
        # An example, and what stands between it and the next one or the next heading.
        for example, rest in re.findall(r"```hubwright\nwhere (.*?)```(.*?)(?=```hubwright|^## |\Z)", text, re.DOTALL | re.MULTILINE):
            condition = " ".join(example.split())
            found[condition] = None
            if "Under `not`:\n\n```jsonc" in rest:
                found[f"not ({condition})"] = None
        for table in re.findall(r"\| form \| types \| filters \| under `not` \|\n\|---.*\n((?:\|.*\n)+)", text):
            for row in table.splitlines():
                form, plain, negated = re.fullmatch(r"\| `(.+?)` \| .*? \| (.*) \| (.*) \|", row).groups()
                # A code stands where there is no such filter.
                if "::" not in plain:
                    found[form] = None
                if "::" not in negated:
                    found[f"not ({form})"] = None
    return list(found)


def segment(name, condition):
    bare = condition.removeprefix("not (")
    thing = "deal" if bare.startswith(OF_DEALS) else "contact"
    return f"segment {name} on {thing} {{\n  version 1\n  owner growth\n  where {condition}\n}}\n"


def main(folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / ".ci/clients.d/project", folder)
    for part in ("rules", "workflows"):
        shutil.copytree(ROOT / "docs/example" / part, folder / part)
    # A portal's own industry is an enumeration, which docs/example has no use for.
    features = folder / "rules/features.yaml"
    features.write_text(features.read_text().replace("industry: { type", "industry: { property: line, type"))
    named = {f"condition_{at:03}": text for at, text in enumerate(conditions(), 1)}
    rules = "\n".join(segment(name, text) for name, text in named.items())
    (folder / "rules/conditions.seg").write_text(rules)
    (folder / "conditions.json").write_text(json.dumps(named, indent=1))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
