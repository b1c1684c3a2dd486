#!/usr/bin/env python3
"""Tests of floors.py: a wrong arrow that is planted in a copy of the tree is found, and nothing else is."""
import os
import re
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import floors  # noqa: E402

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


class FloorsTests(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        for name in ("Sources", "Tests", "docs"):
            shutil.copytree(os.path.join(ROOT, name), os.path.join(self.folder, name))
        shutil.copy(os.path.join(ROOT, "Package.swift"), self.folder)

    def plant(self, path, text):
        with open(os.path.join(self.folder, path), "a", encoding="utf-8") as file:
            file.write(text)

    def found(self):
        return list(floors.breaches(self.folder))

    def test_the_tree_keeps_its_floors(self):
        self.assertEqual(self.found(), [])

    def test_an_arrow_upwards_within_a_target_is_found(self):
        self.plant("Sources/VodHookPlan/Scenario/Scenario.swift", "\nfunc planted(_ plan: Plan) {}\n")
        self.assertEqual(len(self.found()), 1)
        self.assertIn("names Plan of VodHookPlan/Plan", self.found()[0])

    def test_a_name_within_a_text_is_no_arrow_but_an_interpolated_one_is(self):
        self.plant("Sources/VodHookPlan/Scenario/Scenario.swift", '\nlet planted = "PlannedDelivery"\n')
        self.assertEqual(self.found(), [])
        self.plant("Sources/VodHookPlan/Scenario/Scenario.swift", '\nlet other = "\\(PlannedDelivery.self)"\n')
        self.assertEqual(len(self.found()), 1)

    def test_a_folder_that_is_not_listed_is_found(self):
        os.mkdir(os.path.join(self.folder, "Sources/VodHookPlan/Extra"))
        self.plant("Sources/VodHookPlan/Extra/Extra.swift", "struct Extra {}\n")
        self.assertEqual(len(self.found()), 1)

    def test_a_dependency_upwards_is_found(self):
        with open(os.path.join(self.folder, "Package.swift"), encoding="utf-8") as file:
            package = file.read()
        wrong = re.sub(
            r'(name: "VodHookPlan",\s*dependencies: through\()"\w+"', r'\1"VodHookLoad"', package, count=1)
        self.assertNotEqual(wrong, package)
        with open(os.path.join(self.folder, "Package.swift"), "w", encoding="utf-8") as file:
            file.write(wrong)
        self.assertIn("Package.swift: VodHookPlan depends on VodHookLoad, which stands above it", self.found())

    def test_an_import_that_the_manifest_does_not_declare_is_found(self):
        self.plant("Tests/JSONTextTests/Planted.swift", "@testable import VodHookCatalogue\n")
        self.assertEqual(
            self.found(),
            ["Tests/JSONTextTests/Planted.swift imports VodHookCatalogue, which Package.swift does not build below "
             "JSONTextTests"])


if __name__ == "__main__":
    unittest.main()
