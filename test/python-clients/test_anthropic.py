import os
import unittest

import anthropic

from anthropic_messages import AnthropicMessages
from client_suite import ClientSuite

# From 1.0 on the client sends a version that Bedrock does not know for models up to Claude 4.6.
BEDROCK_VERSION = {"anthropic_version": "bedrock-2023-05-31"}


class Messages(AnthropicMessages):
    def __init__(self, client, extra_body=None):
        self.client = client
        self.extra_body = extra_body

    def whole(self, route, body):
        return self.client.messages.create(model=route, extra_body=self.extra_body, **body).model_dump(exclude_none=True)

    def streamed(self, route, body, on_text):
        with self.client.messages.stream(model=route, extra_body=self.extra_body, **body) as stream:
            for text in stream.text_stream:
                on_text(text)
            return stream.get_final_message().model_dump(exclude_none=True)

    def status_of(self, error):
        return error.status_code if isinstance(error, anthropic.APIStatusError) else None


class Anthropic(ClientSuite, unittest.TestCase):
    ended = "end_turn"
    mistake = {"max_tokens": 0}

    def connect(self, url, key, retries):
        os.environ.update(ANTHROPIC_BASE_URL=url, ANTHROPIC_AUTH_TOKEN=key)
        return Messages(anthropic.Anthropic(max_retries=retries))


class AnthropicBedrock(ClientSuite, unittest.TestCase):
    ended = "end_turn"
    mistake = {"max_tokens": 0}

    def connect(self, url, key, retries):
        os.environ.update(ANTHROPIC_BEDROCK_BASE_URL=url, AWS_BEARER_TOKEN_BEDROCK=key)
        return Messages(anthropic.AnthropicBedrock(aws_region="us-east-1", max_retries=retries), BEDROCK_VERSION)
