"""What of LangChain's standard tests does not pass, and why. One that begins to pass, on any machine, is an error here."""

import pytest

NO_MODEL = "needs a model that understands what it is asked; the simulated Bedrock makes up words and arguments"
INTERNET = "fetches a picture from the internet"
CASSETTE = "records and plays back HTTP, also that of the AWS credentials of the machine"

EVERYWHERE = {
    "test_agent_loop": NO_MODEL,
    "test_image_inputs": INTERNET,
    "test_tool_calling": NO_MODEL,
    "test_tool_calling_async": NO_MODEL,
    "test_unicode_tool_call_integration": NO_MODEL,
}
EXPECTED = {
    "TestChatOpenAI": {
        **EVERYWHERE,
        "test_message_with_name": "the gateway refuses names of participants: Converse has no place for them",
    },
    "TestChatBedrockConverse": {**EVERYWHERE, "test_stream_time": CASSETTE},
}


def pytest_collection_modifyitems(items):
    for item in items:
        reason = EXPECTED.get(item.cls.__name__, {}).get(item.originalname)
        if reason:
            item.add_marker(pytest.mark.xfail(reason=reason, strict=reason not in (INTERNET, CASSETTE)))
