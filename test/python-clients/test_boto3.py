import json
import os
import unittest

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from anthropic_messages import AnthropicMessages
from client_suite import CITY, Answer, Client, ClientSuite
from tls_front import TlsFront


def from_environment(url, key, retries):
    """With nothing but the two standard variables."""
    os.environ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = url
    os.environ["AWS_BEARER_TOKEN_BEDROCK"] = key
    return boto3.client("bedrock-runtime", region_name="us-east-1", config=Config(retries={"total_max_attempts": retries + 1}))


def status_of(error):
    return error.response["ResponseMetadata"]["HTTPStatusCode"] if isinstance(error, ClientError) else None


class Converse(Client):
    def __init__(self, bedrock):
        self.bedrock = bedrock

    def ask(self, question):
        return answer_of(*self._whole(question, [user_turn(question)]))

    def stream(self, question, on_text=lambda text: None):
        return answer_of(*self._streamed(question, [user_turn(question)], on_text=on_text))

    def use_tools(self, question, offers, streamed):
        send = self._streamed if streamed else self._whole
        tools = {"toolConfig": {"tools": [{"toolSpec": {"name": offer.name, "inputSchema": {"json": CITY}}} for offer in offers]}}
        results = {offer.name: offer.result for offer in offers}
        turns = [user_turn(question)]
        content, *_ = send(question, turns, **tools)
        uses = [block["toolUse"] for block in content if "toolUse" in block]
        turns += [
            {"role": "assistant", "content": content},
            {"role": "user", "content": [
                {"toolResult": {"toolUseId": use["toolUseId"], "content": [{"text": results[use["name"]]}]}} for use in uses
            ]},
        ]
        return [(use["name"], use["input"]) for use in uses], answer_of(*send(question, turns, **tools))

    def status_of(self, error):
        return status_of(error)

    def _whole(self, question, turns, **more):
        answer = self.bedrock.converse(
            modelId=question.route, messages=turns, inferenceConfig={"maxTokens": question.max_tokens}, **more)
        return answer["output"]["message"]["content"], answer["stopReason"], answer["usage"]["outputTokens"]

    def _streamed(self, question, turns, on_text=lambda text: None, **more):
        stream = self.bedrock.converse_stream(
            modelId=question.route, messages=turns, inferenceConfig={"maxTokens": question.max_tokens}, **more)["stream"]
        blocks, end, tokens = {}, None, None
        try:
            for event in stream:
                if "contentBlockStart" in event:
                    start = event["contentBlockStart"]
                    blocks[start["contentBlockIndex"]] = {"written": "", "use": start["start"].get("toolUse")}
                elif "contentBlockDelta" in event:
                    delta = event["contentBlockDelta"]["delta"]
                    block = blocks.setdefault(event["contentBlockDelta"]["contentBlockIndex"], {"written": "", "use": None})
                    block["written"] += delta.get("text", "") + delta.get("toolUse", {}).get("input", "")
                    if "text" in delta:
                        on_text(delta["text"])
                elif "messageStop" in event:
                    end = event["messageStop"]["stopReason"]
                elif "metadata" in event:
                    tokens = event["metadata"]["usage"]["outputTokens"]
        finally:
            stream.close()
        content = [
            {"toolUse": {**block["use"], "input": json.loads(block["written"])}} if block["use"] else {"text": block["written"]}
            for _, block in sorted(blocks.items())
        ]
        return content, end, tokens


def user_turn(question):
    image = [{"image": {"format": "png", "source": {"bytes": question.image}}}] if question.image else []
    return {"role": "user", "content": [{"text": question.text}, *image]}


def answer_of(content, end, tokens):
    return Answer("".join(block.get("text", "") for block in content), end, tokens)


class Invoke(AnthropicMessages):
    """An application that writes the bodies of Claude itself."""

    version = {"anthropic_version": "bedrock-2023-05-31"}

    def __init__(self, bedrock):
        self.bedrock = bedrock

    def whole(self, route, body):
        answer = self.bedrock.invoke_model(modelId=route, body=json.dumps({**self.version, **body}))
        return json.loads(answer["body"].read())

    def streamed(self, route, body, on_text):
        events = self.bedrock.invoke_model_with_response_stream(modelId=route, body=json.dumps({**self.version, **body}))["body"]
        content, end, tokens = [], None, None
        try:
            for event in (json.loads(event["chunk"]["bytes"]) for event in events):
                if event["type"] == "content_block_start":
                    content.append({**event["content_block"], "written": ""})
                elif event["type"] == "content_block_delta":
                    text = event["delta"].get("text")
                    content[event["index"]]["written"] += event["delta"].get("partial_json") or text or ""
                    if text:
                        on_text(text)
                elif event["type"] == "message_delta":
                    end, tokens = event["delta"]["stop_reason"], event["usage"]["output_tokens"]
        finally:
            events.close()
        for block in content:
            written = block.pop("written")
            block.update({"input": json.loads(written)} if block["type"] == "tool_use" else {"text": written})
        return {"content": content, "stop_reason": end, "usage": {"output_tokens": tokens}}

    def status_of(self, error):
        return status_of(error)


class Boto3Suite(ClientSuite):
    ended = "end_turn"

    def setUp(self):
        super().setUp()
        self.front = TlsFront(self.cloud.url)
        self.addCleanup(self.front.close)
        os.environ["AWS_CA_BUNDLE"] = self.front.authority_file

    def bedrock(self, key, retries=0):
        return from_environment(self.front.url, key, retries)


class Boto3Converse(Boto3Suite, unittest.TestCase):
    def connect(self, url, key, retries):
        return Converse(self.bedrock(key, retries))

    def test_raises_the_exceptions_of_bedrock(self):
        bedrock = self.bedrock(self.cloud.key_of("a"))
        with self.assertRaises(bedrock.exceptions.ResourceNotFoundException):
            bedrock.converse(modelId="no-such-route", messages=[{"role": "user", "content": [{"text": "Hi"}]}])
        with self.assertRaises(bedrock.exceptions.ValidationException):
            bedrock.converse(modelId="claude-sonnet", messages=[{"role": "user", "content": [{"text": " "}]}])


class Boto3Invoke(Boto3Suite, unittest.TestCase):
    mistake = {"max_tokens": 0}

    def connect(self, url, key, retries):
        return Invoke(self.bedrock(key, retries))

    def test_sends_a_body_of_nova(self):
        bedrock = self.bedrock(self.cloud.key_of("a"))
        body = {"messages": [{"role": "user", "content": [{"text": "Hi"}]}], "inferenceConfig": {"maxTokens": 5}}
        answer = json.loads(bedrock.invoke_model(modelId="nova", body=json.dumps(body))["body"].read())
        self.assertEqual(answer["stopReason"], "max_tokens")
        pieces = bedrock.invoke_model_with_response_stream(modelId="nova", body=json.dumps(body))["body"]
        texts = [json.loads(piece["chunk"]["bytes"])["outputText"] for piece in pieces]
        self.assertEqual("".join(texts), answer["outputText"])
