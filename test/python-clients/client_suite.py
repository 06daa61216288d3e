"""What every client has to be able to do: the counterpart of test/gateway/support/client-suite.ts."""

import base64
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, Callable, Optional
from unittest import mock

from local_cloud import LocalCloud

MODEL = "us.anthropic.claude-sonnet-4-6"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": False}


@dataclass(frozen=True)
class Question:
    route: str = "claude-sonnet"
    text: str = "Why do rivers bend?"
    max_tokens: int = 64
    image: Optional[bytes] = None


@dataclass(frozen=True)
class Answer:
    text: str
    end: Optional[str]
    output_tokens: Optional[int]


@dataclass(frozen=True)
class Offer:
    """A tool of one argument, a city, and what the caller makes of every call of it."""

    name: str
    result: str


class Left(Exception):
    """Raised while a stream is read, by whoever wants no more of it."""


class Client:
    """A client as an application uses it. What differs from one client to another is behind this."""

    def ask(self, question: Question) -> Answer:
        raise NotImplementedError

    def stream(self, question: Question, on_text: Callable[[str], None] = lambda text: None) -> Answer:
        raise NotImplementedError

    def use_tools(self, question: Question, offers: list, streamed: bool) -> tuple:
        """Returns the calls as (name, input), and the answer to their results."""
        raise NotImplementedError

    def status_of(self, error: Exception) -> Any:
        raise NotImplementedError


class ClientSuite:
    """To be mixed into a TestCase."""

    ended: str
    # What no model takes.
    mistake = {"text": " "}

    def connect(self, url: str, key: str, retries: int) -> Client:
        raise NotImplementedError

    def setUp(self):
        self.cloud = LocalCloud.from_environment()
        self.cloud.reset()
        before = dict(os.environ)
        self.addCleanup(lambda: (os.environ.clear(), os.environ.update(before)))

    def client(self, tenant="a", key=None, retries=0) -> Client:
        return self.connect(self.cloud.url, key or self.cloud.key_of(tenant), retries)

    def refusal(self, client=None, **question):
        client = client or self.client()
        with self.assertRaises(Exception) as caught:
            client.ask(replace(Question(), **question))
        return client.status_of(caught.exception)

    def test_gets_an_answer(self):
        answer = self.client().ask(Question())
        self.assertRegex(answer.text, r"\w+")
        self.assertEqual(answer.end, self.ended)
        self.assertEqual(answer.output_tokens, self.cloud.attempts()[-1]["outputTokens"])

    def test_streams_what_it_gets_in_one_piece(self):
        pieces = []
        streamed = self.client().stream(Question(), pieces.append)
        self.assertEqual(streamed, self.client().ask(Question()))
        self.assertEqual("".join(pieces), streamed.text)
        self.assertGreater(len(pieces), 1)

    def test_may_name_the_model_by_its_id_at_bedrock(self):
        whole = self.client().ask(Question())
        self.assertEqual(self.client().ask(Question(route=MODEL)), whole)
        self.assertEqual(self.client().stream(Question(route=MODEL)), whole)

    def test_runs_tools_in_one_piece(self):
        self.check_tools(streamed=False)

    def test_runs_tools_streamed(self):
        self.check_tools(streamed=True)

    def check_tools(self, streamed):
        offers = [Offer("get_weather", "21 degrees"), Offer("get_time", "21 degrees")]
        question = Question(text="Please use tool get_weather and use tool get_time.")
        calls, answer = self.client().use_tools(question, offers, streamed)
        self.assertEqual([name for name, _ in calls], ["get_weather", "get_time"])
        for _, given in calls:
            self.assertEqual(list(given), ["city"])
        self.assertRegex(answer.text, r"\w+")
        self.assertEqual(answer.end, self.ended)
        self.assertEqual(self.cloud.last_body().count("21 degrees"), 2)

    def test_sends_an_image(self):
        answer = self.client().ask(Question(image=base64.b64decode(PNG)))
        self.assertEqual(answer.end, self.ended)
        self.assertIn(PNG, self.cloud.last_body())

    def test_is_told_of_the_callers_own_mistake(self):
        self.assertEqual(self.refusal(**self.mistake), 400)

    def test_is_told_that_its_key_is_not_known(self):
        self.assertEqual(self.refusal(self.client(key="cri_" + "x" * 43)), 401)

    def test_is_told_that_there_is_no_such_route(self):
        self.assertEqual(self.refusal(route="no-such-route"), 404)

    def test_is_told_that_there_is_no_route_of_another_tenant(self):
        self.assertEqual(self.refusal(route="private"), 404)

    def test_is_told_that_its_quota_is_used_up(self):
        client = self.client("limited")
        try:
            client.ask(Question())
        except Exception as error:  # Another class was here before.
            self.assertEqual(client.status_of(error), 429)
        self.assertEqual(self.refusal(client), 429)

    def test_is_told_that_nothing_can_serve(self):
        self.cloud.fault({"kind": "outage", "mode": "unavailable"})
        self.assertEqual(self.refusal(route="single"), 503)
        self.assertEqual(len(self.cloud.attempts()), 1)

    def test_comes_back_when_it_was_told_to_and_is_served(self):
        self.cloud.fault({"kind": "throttle", "dimension": "requestsPerMinute"}, count=1)
        client = self.client(retries=1)
        with mock.patch("time.sleep") as sleep:
            answer = client.ask(Question(route="single"))
        self.assertEqual(answer.end, self.ended)
        (waited,) = [call.args[0] for call in sleep.call_args_list if call.args[0] > 0.5]
        self.assertGreaterEqual(waited, 4.9)
        self.assertLessEqual(waited, 6)

    def test_sees_an_error_when_a_stream_breaks_off_after_its_first_content(self):
        self.cloud.fault({"kind": "cut", "afterEvents": 5})
        pieces = []
        with self.assertRaises(Exception):
            self.client().stream(Question(), pieces.append)
        self.assertGreater(len(pieces), 0)

    def test_leaves_in_the_middle_of_a_stream_and_the_model_stops(self):
        self.cloud.behaviour(outputTokens=5_000, interTokenMs=5)

        def leave(_text):
            raise Left

        with self.assertRaises(Left):
            self.client().stream(Question(max_tokens=8_000), leave)
        self.assertEqual(self.cloud.last_outcome(), "cancelled")

    def test_gets_each_of_many_answers_at_the_same_time_for_its_own_question(self):
        client = self.client()
        questions = [Question(text=f"Why do rivers bend {number} times?") for number in range(8)]
        with ThreadPoolExecutor(len(questions)) as pool:
            together = list(pool.map(lambda pair: (client.stream if pair[0] % 2 else client.ask)(pair[1]), enumerate(questions)))
        self.assertEqual(len({answer.text for answer in together}), len(questions))
        self.assertEqual(together[5], client.ask(questions[5]))
