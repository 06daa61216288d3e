"""Runs the suites of this folder and writes their totals, in the form in which jest reports them, to the file named first."""

import json
import sys
import unittest
from pathlib import Path

result = unittest.TextTestRunner(verbosity=2, stream=sys.stdout).run(unittest.defaultTestLoader.discover(str(Path(__file__).parent)))
failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
passed = result.testsRun - failed - len(result.skipped)
Path(sys.argv[1]).write_text(json.dumps({"numPassedTests": passed, "numFailedTests": failed, "numRuntimeErrorTestSuites": 0}))
print(f"{passed} passed, {failed} failed")
sys.exit(0 if failed == 0 and passed > 0 else 1)
