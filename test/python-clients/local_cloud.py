"""The gateway under test and the control API of the local cloud it runs in (docs/local-cloud.md)."""

import json
import os
import time
import urllib.request


class LocalCloud:
    def __init__(self, url, control_url, keys):
        self.url = url
        self._control_url = control_url
        self._keys = keys

    @classmethod
    def from_environment(cls):
        return cls(os.environ["GATEWAY_URL"], os.environ["CONTROL_URL"], json.loads(os.environ["GATEWAY_KEYS"]))

    def key_of(self, tenant):
        return self._keys[tenant]

    def fault(self, fault, **more):
        self._call("POST", "/faults", {"match": {}, "fault": fault, **more})

    def behaviour(self, **behaviour):
        self._call("POST", "/behaviour", behaviour)

    def reset(self):
        self._call("POST", "/reset", {})

    def attempts(self):
        """Every call that reached Bedrock since the last reset."""
        return self._call("GET", "/attempts")

    def last_body(self):
        """What Bedrock received last, as JSON text."""
        return json.dumps(self._call("GET", "/invocation-log")[-1]["input"]["inputBodyJson"])

    def last_outcome(self):
        """How the last call ended, which may be after the client has gone."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            attempts = self.attempts()
            if attempts and attempts[-1].get("outcome"):
                return attempts[-1]["outcome"]
        return None

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._control_url + path, data=data, method=method, headers={"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as response:
            text = response.read()
        return json.loads(text) if text else None
