"""What is the same for every client that speaks Anthropic's Messages."""

import base64

from client_suite import CITY, Answer, Client


class AnthropicMessages(Client):
    def whole(self, route, body):
        """Returns a message, as plain JSON."""
        raise NotImplementedError

    def streamed(self, route, body, on_text):
        """Returns the message that a stream was assembled to."""
        raise NotImplementedError

    def ask(self, question):
        return answer_of(self.whole(question.route, body_of(question)))

    def stream(self, question, on_text=lambda text: None):
        return answer_of(self.streamed(question.route, body_of(question), on_text))

    def use_tools(self, question, offers, streamed):
        def send(body):
            return self.streamed(question.route, body, lambda text: None) if streamed else self.whole(question.route, body)

        results = {offer.name: offer.result for offer in offers}
        body = {**body_of(question), "tools": [{"name": offer.name, "input_schema": CITY} for offer in offers]}
        content = send(body)["content"]
        uses = [block for block in content if block["type"] == "tool_use"]
        answered = [{"type": "tool_result", "tool_use_id": use["id"], "content": results[use["name"]]} for use in uses]
        turns = [*body["messages"], {"role": "assistant", "content": content}, {"role": "user", "content": answered}]
        return [(use["name"], use["input"]) for use in uses], answer_of(send({**body, "messages": turns}))


def body_of(question):
    image = [{
        "type": "image", "source": {"type": "base64", "media_type": "image/png", "data": base64.b64encode(question.image).decode()},
    }] if question.image else []
    return {"max_tokens": question.max_tokens, "messages": [{"role": "user", "content": [{"type": "text", "text": question.text}, *image]}]}


def answer_of(message):
    text = "".join(block["text"] for block in message["content"] if block["type"] == "text")
    return Answer(text, message["stop_reason"], message["usage"]["output_tokens"])
