"""
Runs the suite of every client and LangChain's standard tests, and writes the totals of both, in the form in which jest
reports them, to the file named first.
"""

import json
import sys
import unittest
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


class Totals:
    """A plugin of pytest. A test that fails as it has to counts as neither."""

    passed = 0
    failed = 0

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.failed += 1
        elif report.passed and report.when == "call" and not hasattr(report, "wasxfail"):
            self.passed += 1


result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(unittest.defaultTestLoader.discover(str(FOLDER)))
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
passed = result.testsRun - failed - len(result.skipped)

standard = Totals()
loops = ["-o", "asyncio_mode=auto", *(part for scope in ("fixture", "test") for part in ("-o", f"asyncio_default_{scope}_loop_scope=session"))]
status = pytest.main(["-q", "-rxX", "--tb=short", "-p", "no:cacheprovider", *loops, str(FOLDER / "standard")], plugins=[standard])
passed += standard.passed
failed += standard.failed or int(status != pytest.ExitCode.OK)

Path(sys.argv[1]).write_text(json.dumps({"numPassedTests": passed, "numFailedTests": failed, "numRuntimeErrorTestSuites": 0}))
print(f"{passed} passed, {failed} failed")
sys.exit(0 if failed == 0 and passed > 0 else 1)
