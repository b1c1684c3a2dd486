#!/usr/bin/env python3
"""Checks that the code keeps the floors of docs/architecture.md.

usage: floors.py [ROOT]     (ROOT: a checkout, this one unless given)

A floor is a folder directly below a target, or `.` for the files that lie in the target itself. Each may name only the
types of floors listed before it; a target may depend only on targets listed before it, and import only what
Package.swift builds below it. Prints every breach with its file;
exit code 1 when there is one.
"""
import collections
import json
import os
import re
import subprocess
import sys

DECLARATION = re.compile(
    r"^(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|final|indirect)\s+)*"
    r"(?:struct|class|enum|protocol|actor|typealias)\s+(\w+)", re.M)
NESTED = re.compile(r"^\s+.*\b(?:struct|class|enum|protocol|actor|typealias|associatedtype|case)\s+(\w+)", re.M)
IMPORT = re.compile(r"^(?:@\w+(?:\([^)]*\))? )*(?:\w+ )?import (\w+)", re.M)
GENERIC = re.compile(r"[<,]\s*(\w+)\s*:(?!:)")


def listed_floors(root):
    """The floors in their order, as (target, folder)."""
    with open(os.path.join(root, "docs/architecture.md"), encoding="utf-8") as file:
        block = re.search(r"<!-- floors -->\n```\n(.*?)```", file.read(), re.S)
    if not block:
        sys.exit("docs/architecture.md has no list of floors")
    return [
        (target.strip(), folder)
        for target, folders in (line.split(":") for line in block.group(1).splitlines())
        for folder in folders.split()
    ]


def swift_files(top):
    """The paths of all Swift files below a folder, in order."""
    for folder, _, names in sorted(os.walk(top)):
        yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(".swift"))


def sources(root):
    """The code of each file below Sources without comments and texts, by its floor and path."""
    top = os.path.join(root, "Sources")
    for path in swift_files(top):
        parts = os.path.relpath(path, top).split(os.sep)
        with open(path, encoding="utf-8") as file:
            code = re.sub(r"//.*", "", file.read())
        code = re.sub(r'"""(.|\n)*?"""', '""', code)
        # What is interpolated is code.
        code = re.sub(r'"(?:\\[^(]|[^"\\\n])*"', '""', code)
        yield (parts[0], parts[1] if len(parts) > 2 else "."), os.path.relpath(path, root), code


def breaches(root):
    order = {floor: place for place, floor in enumerate(listed_floors(root))}
    files = [entry for entry in sources(root) if entry[0][0] != "EmbedDataTool"]
    for floor in sorted({floor for floor, _, _ in files} - set(order)):
        yield f"{floor[0]}/{floor[1]} is not among the floors of docs/architecture.md"
    owners = collections.defaultdict(set)
    for floor, _, code in files:
        for name in DECLARATION.findall(code):
            owners[name].add(floor)
    for floor, path, code in files:
        own = set(NESTED.findall(code)) | set(GENERIC.findall(code))
        imported = set(IMPORT.findall(code)) | {floor[0]}
        for name in sorted(set(re.findall(r"(?<![.\w])[A-Z]\w+\b", code)) - own):
            homes = {home for home in owners[name] if home[0] in imported}
            if floor in homes or not homes or floor not in order:
                continue
            if min(order.get(home, 0) for home in homes) > order[floor]:
                home = min(homes, key=lambda home: order[home])
                yield f"{path} names {name} of {home[0]}/{home[1]}, which stands above {floor[0]}/{floor[1]}"
    yield from package_breaches(root, order)


def package_breaches(root, order):
    places = {target: place for place, target in enumerate(dict.fromkeys(target for target, _ in order))}
    package = json.loads(
        subprocess.run(
            ["swift", "package", "--package-path", root, "dump-package"], check=True, stdout=subprocess.PIPE).stdout)
    targets = {target["name"]: target for target in package["targets"]}
    uses = {
        name: {
            (entry.get("byName") or entry.get("target") or entry.get("product"))[0] for entry in target["dependencies"]
        }
        for name, target in targets.items()
    }
    for name, target in targets.items():
        for other in sorted(uses[name]):
            if name in places and places.get(other, 0) > places[name]:
                yield f"Package.swift: {name} depends on {other}, which stands above it"
        # What is imported without standing below builds only where it happened to be built before.
        below = {name}
        while not below >= (more := set().union(*(uses[known] for known in below if known in uses))):
            below |= more
        folder = os.path.join(root, target.get("path") or ("Tests/" if target["type"] == "test" else "Sources/") + name)
        for path in swift_files(folder):
            with open(path, encoding="utf-8") as file:
                imported = set(IMPORT.findall(file.read()))
            for other in sorted(imported & set(targets) - below):
                yield f"{os.path.relpath(path, root)} imports {other}, which Package.swift does not build below {name}"


if __name__ == "__main__":
    found = list(breaches(sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(__file__), "..")))
    print("\n".join(found), end="\n" if found else "")
    sys.exit(1 if found else 0)
