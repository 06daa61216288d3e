import base64
import json
import os
import unittest

import openai

from client_suite import CITY, Answer, Client, ClientSuite


def from_environment(url, key, retries):
    os.environ.update(OPENAI_BASE_URL=url + "/v1", OPENAI_API_KEY=key)
    return openai.OpenAI(max_retries=retries)


def data_url(image):
    return "data:image/png;base64," + base64.b64encode(image).decode()


class OpenAIClient(Client):
    def __init__(self, client):
        self.client = client

    def status_of(self, error):
        return error.status_code if isinstance(error, openai.APIStatusError) else None


class ChatCompletions(OpenAIClient):
    def ask(self, question):
        return self._answer_of(self._whole(question, [self._user_turn(question)]))

    def stream(self, question, on_text=lambda text: None):
        return self._answer_of(self._streamed(question, [self._user_turn(question)], on_text=on_text))

    def use_tools(self, question, offers, streamed):
        send = self._streamed if streamed else self._whole
        tools = [{"type": "function", "function": {"name": offer.name, "parameters": CITY}} for offer in offers]
        results = {offer.name: offer.result for offer in offers}
        turns = [self._user_turn(question)]
        message = send(question, turns, tools=tools).choices[0].message
        calls = message.tool_calls
        turns.append({"role": "assistant", "content": message.content, "tool_calls": [
            {"id": call.id, "type": "function", "function": {"name": call.function.name, "arguments": call.function.arguments}} for call in calls
        ]})
        turns += [{"role": "tool", "tool_call_id": call.id, "content": results[call.function.name]} for call in calls]
        answer = self._answer_of(send(question, turns, tools=tools))
        return [(call.function.name, json.loads(call.function.arguments)) for call in calls], answer

    def _whole(self, question, turns, **more):
        return self.client.chat.completions.create(model=question.route, messages=turns, max_tokens=question.max_tokens, **more)

    def _streamed(self, question, turns, on_text=lambda text: None, **more):
        with self.client.chat.completions.stream(
            model=question.route, messages=turns, max_tokens=question.max_tokens, stream_options={"include_usage": True}, **more,
        ) as stream:
            for event in stream:
                if event.type == "content.delta":
                    on_text(event.delta)
            return stream.get_final_completion()

    @staticmethod
    def _user_turn(question):
        image = [{"type": "image_url", "image_url": {"url": data_url(question.image)}}] if question.image else []
        return {"role": "user", "content": [{"type": "text", "text": question.text}, *image]}

    @staticmethod
    def _answer_of(completion):
        choice = completion.choices[0]
        return Answer(choice.message.content or "", choice.finish_reason, completion.usage.completion_tokens)


class Responses(OpenAIClient):
    def ask(self, question):
        return self._answer_of(self._whole(question, [self._user_turn(question)]))

    def stream(self, question, on_text=lambda text: None):
        return self._answer_of(self._streamed(question, [self._user_turn(question)], on_text=on_text))

    def use_tools(self, question, offers, streamed):
        send = self._streamed if streamed else self._whole
        tools = [{"type": "function", "name": offer.name, "parameters": CITY, "strict": True} for offer in offers]
        results = {offer.name: offer.result for offer in offers}
        items = [self._user_turn(question)]
        output = send(question, items, tools=tools).output
        calls = [item for item in output if item.type == "function_call"]
        items += [item.to_dict() for item in output]
        items += [{"type": "function_call_output", "call_id": call.call_id, "output": results[call.name]} for call in calls]
        return [(call.name, json.loads(call.arguments)) for call in calls], self._answer_of(send(question, items, tools=tools))

    def _whole(self, question, items, **more):
        return self.client.responses.create(model=question.route, input=items, max_output_tokens=question.max_tokens, **more)

    def _streamed(self, question, items, on_text=lambda text: None, **more):
        with self.client.responses.stream(model=question.route, input=items, max_output_tokens=question.max_tokens, **more) as stream:
            for event in stream:
                if event.type == "response.output_text.delta":
                    on_text(event.delta)
            return stream.get_final_response()

    @staticmethod
    def _user_turn(question):
        image = [{"type": "input_image", "image_url": data_url(question.image)}] if question.image else []
        return {"role": "user", "content": [{"type": "input_text", "text": question.text}, *image]}

    @staticmethod
    def _answer_of(response):
        return Answer(response.output_text, response.status, response.usage.output_tokens)


class OpenAIChatCompletions(ClientSuite, unittest.TestCase):
    ended = "stop"

    def connect(self, url, key, retries):
        return ChatCompletions(from_environment(url, key, retries))


class OpenAIResponses(ClientSuite, unittest.TestCase):
    ended = "completed"

    def connect(self, url, key, retries):
        return Responses(from_environment(url, key, retries))
