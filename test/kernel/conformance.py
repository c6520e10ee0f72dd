"""Runs jupyter-kernel-test against the kernel that Jupyter knows as `tslab`.

Prints what came of each test as JSON: its name, and "passed", or why it was skipped or failed.
"""

import faulthandler
import json
import sys
import unittest

from jupyter_kernel_test import IopubWelcomeTests, KernelTests


class TypeScriptKernelTests(KernelTests):
    kernel_name = "tslab"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world");'
    code_stderr = 'console.error("oops");'
    completion_samples = [
        {"text": '"abc".charC', "matches": {"charCodeAt"}},
        {"text": "const wordy = 1; word", "matches": {"wordy"}},
    ]
    complete_code_samples = [
        "1",
        'console.log("hello, world");',
        "function twice(n: number) { return 2 * n; }",
        "for (const n of [1, 2]) {\n  await n;\n}",
        "type Box<T> = { value: T };",
        "`over\ntwo lines`",
        "",
    ]
    incomplete_code_samples = [
        "function twice(n: number) {",
        "const list = [1,",
        'console.log("a",',
        "/* a comment",
        "`a template",
        "class Box {\n  value = 1;",
    ]
    invalid_code_samples = ["import 7q", "let = ;", "f(1))", "const a = 'one;\nconst b = 2;"]
    code_generate_error = 'throw new Error("boom");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "await Promise.resolve([1, 2].map((n) => 2 * n))", "result": "[ 2, 4 ]"},
        {"code": '"six times seven"', "result": "'six times seven'"},
    ]
    code_display_data = [
        {
            "code": 'import * as tslab from "tslab"; tslab.display.html("<b>bold</b>");',
            "mime": "text/html",
        }
    ]
    code_history_pattern = "6 ? 7*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "parseInt"
    code_clear_output = "console.clear();"


class WelcomeTests(IopubWelcomeTests):
    kernel_name = "tslab"
    support_iopub_welcome = True


class Outcomes(unittest.TestResult):
    """Keeps what came of each test by its name; of one with several parts, all that went wrong."""

    def __init__(self):
        super().__init__()
        self.by_name = {}

    def note(self, test, outcome):
        self.by_name.setdefault(name_of(test), []).append(outcome)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.note(test, f"skipped: {reason}")

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self.note(test, self.failures[-1][1])

    def addError(self, test, error):
        super().addError(test, error)
        self.note(test, self.errors[-1][1])

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            self.note(test, self._exc_info_to_string(error, subtest))


def name_of(test):
    return getattr(test, "test_case", test).id().split(".")[-1]


def main():
    faulthandler.dump_traceback_later(240, exit=True)  # a kernel that is silent must not keep the tests waiting
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    suite = unittest.TestSuite([load(TypeScriptKernelTests), load(WelcomeTests)])
    names = [name_of(test) for tests in suite for test in tests]
    outcomes = Outcomes()
    suite.run(outcomes)
    results = {name: "\n".join(outcomes.by_name.get(name, ["passed"])) for name in names}
    unexpected = {name: found for name, found in outcomes.by_name.items() if name not in results}
    json.dump({**results, **unexpected}, sys.stdout)


main()
