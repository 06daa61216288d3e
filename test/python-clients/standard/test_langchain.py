"""LangChain's own standard tests for chat models (langchain-tests on PyPI), through the gateway."""

import os
import sys
from pathlib import Path

import pytest
from langchain_aws import ChatBedrockConverse
from langchain_openai import ChatOpenAI
from langchain_tests.integration_tests import ChatModelIntegrationTests

sys.path.insert(0, str(Path(__file__).parent.parent))

from local_cloud import LocalCloud
from tls_front import TlsFront

CLOUD = LocalCloud.from_environment()


class TestChatOpenAI(ChatModelIntegrationTests):
    chat_model_class = ChatOpenAI

    @property
    def chat_model_params(self):
        return {"model": "claude-sonnet", "base_url": f"{CLOUD.url}/v1", "api_key": CLOUD.key_of("a"), "max_retries": 0, "stream_usage": True}

    @property
    def supports_image_inputs(self):
        return True


@pytest.fixture(autouse=True, scope="module")
def over_tls():
    front = TlsFront(CLOUD.url)
    variables = {
        "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": front.url, "AWS_BEARER_TOKEN_BEDROCK": CLOUD.key_of("a"), "AWS_CA_BUNDLE": front.authority_file,
    }
    os.environ.update(variables)
    yield
    for name in variables:
        del os.environ[name]
    front.close()


class TestChatBedrockConverse(ChatModelIntegrationTests):
    chat_model_class = ChatBedrockConverse

    @property
    def chat_model_params(self):
        return {"model": "claude-sonnet", "provider": "anthropic", "region_name": "us-east-1", "disable_streaming": False}

    @property
    def standard_chat_model_params(self):
        return {"temperature": 0, "max_tokens": 100, "stop": []}

    @property
    def supports_image_inputs(self):
        return True
