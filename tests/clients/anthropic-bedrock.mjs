// @anthropic-ai/bedrock-sdk, unmodified: the Anthropic interface over InvokeModel, signed with SigV4 over HTTP/1.1.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import AnthropicBedrock from "@anthropic-ai/bedrock-sdk";
import { main, thrownBy } from "./scenarios.mjs";

// Version 1.x of the SDK sends anthropic_version 2026-10-21, which Bedrock takes for Claude 4.7 and later.
const MODEL = process.env.CLEARBAR_CLIENT_MODEL ?? "global.anthropic.claude-opus-5";
const QUESTION = [{ role: "user", content: "Where is my card? It was due on Monday — “soon”, you said 🙂" }];
const TOOL = {
  name: "record_intent",
  description: "Records what the customer wants.",
  input_schema: { type: "object", properties: { urgent: { type: "boolean" } }, required: ["urgent"], additionalProperties: false },
};

const ask = (more = {}) => ({ model: MODEL, max_tokens: 200, messages: QUESTION, ...more });
const textOf = (message) => message.content.filter((block) => block.type === "text").map((block) => block.text).join("");

function assertMessage(message) {
  assert.equal(message.type, "message");
  assert.ok(message.usage.input_tokens > 0, "input tokens are counted");
  assert.ok(message.usage.output_tokens > 0, "output tokens are counted");
}

const scenarios = {
  async message_text({ client }) {
    const message = await client.messages.create(ask());
    assertMessage(message);
    assert.ok(textOf(message).length > 0, "there is text");
    assert.equal(message.stop_reason, "end_turn");
  },

  async stream_final_message({ client }) {
    let text = "";
    const message = await client.messages.stream(ask()).on("text", (piece) => (text += piece)).finalMessage();
    assertMessage(message);
    assert.equal(textOf(message), text);
    assert.equal(message.stop_reason, "end_turn");
  },

  async tool_use_streamed({ client }) {
    const stream = client.messages.stream(ask({ tools: [TOOL], tool_choice: { type: "tool", name: TOOL.name } }));
    const call = (await stream.finalMessage()).content.find((block) => block.type === "tool_use");
    assert.equal(typeof call.input.urgent, "boolean");
  },

  async unknown_model({ client }) {
    const error = await thrownBy(() => client.messages.create(ask({ model: "anthropic.claude-nonesuch-9" })));
    assert.ok(error instanceof Anthropic.NotFoundError || error.status === 404, `${error}`);
    assert.match(error.message, /not known/);
  },

  async no_messages({ client }) {
    const error = await thrownBy(() => client.messages.create(ask({ messages: [] })));
    assert.equal(error.status, 400);
    assert.match(error.message, /messages/);
  },
};

await main((baseURL) => ({
  client: new AnthropicBedrock({ baseURL, awsRegion: "us-east-1", awsAccessKey: "AKIAIOSFODNN7EXAMPLE", awsSecretKey: "any-secret", maxRetries: 0 }),
}), scenarios);
