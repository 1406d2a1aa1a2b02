// @anthropic-ai/sdk, unmodified, against a server that speaks the Messages API.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { freshLongText, main, thrownBy } from "./scenarios.mjs";

const MODEL = process.env.CLEARBAR_CLIENT_MODEL ?? "claude-haiku-4-5";
const QUESTION = [{ role: "user", content: "Where is my card? It was due on Monday — “soon”, you said 🙂" }];
const INTENT_SCHEMA = {
  type: "object",
  properties: { intent: { type: "string", enum: ["card_arrival", "lost_card"] }, urgent: { type: "boolean" } },
  required: ["intent", "urgent"],
  additionalProperties: false,
};
const TOOL = { name: "record_intent", description: "Records what the customer wants.", input_schema: INTENT_SCHEMA };

const ask = (more = {}) => ({ model: MODEL, max_tokens: 200, messages: QUESTION, ...more });
const textOf = (message) => message.content.filter((block) => block.type === "text").map((block) => block.text).join("");

function assertMessage(message) {
  assert.equal(message.type, "message");
  assert.equal(message.role, "assistant");
  assert.match(message.id, /^msg_/);
  assert.ok(message.model, "the model that answered is named");
  assert.ok(message.usage.input_tokens > 0, "input tokens are counted");
  assert.ok(message.usage.output_tokens > 0, "output tokens are counted");
}

function assertIntent(value) {
  assert.deepEqual(Object.keys(value).sort(), ["intent", "urgent"]);
  assert.ok(INTENT_SCHEMA.properties.intent.enum.includes(value.intent), "intent is in the enum");
  assert.equal(typeof value.urgent, "boolean");
}

function assertError(error, type, status, name) {
  assert.ok(error instanceof type, `${name} expected, ${error?.constructor?.name} came: ${error?.message}`);
  assert.equal(error.status, status);
  assert.equal(error.error?.type, "error");
  assert.equal(error.error?.error?.type, name);
  assert.ok(error.error?.error?.message?.length > 0, "the error says what is wrong");
  assert.ok(error.requestID, "the error carries a request id");
}

const scenarios = {
  async message_text({ client }) {
    const message = await client.messages.create(ask());
    assertMessage(message);
    assert.ok(textOf(message).length > 0, "there is text");
    assert.equal(message.stop_reason, "end_turn");
    assert.ok(message._request_id, "the response carries a request id");
  },

  async system_prompt({ client }) {
    const plain = await client.messages.create(ask());
    const message = await client.messages.create(ask({ system: "You work for a bank. Answer in one sentence, politely and without jargon." }));
    assertMessage(message);
    assert.ok(message.usage.input_tokens > plain.usage.input_tokens, "the system prompt is counted");
  },

  async max_tokens_reached({ client }) {
    const message = await client.messages.create(ask({ max_tokens: 1 }));
    assert.equal(message.stop_reason, "max_tokens");
    assert.equal(message.usage.output_tokens, 1);
  },

  async stream_events({ client }) {
    const types = [];
    let text = "";
    let delta;
    for await (const event of await client.messages.create(ask({ stream: true }))) {
      types.push(event.type);
      if (event.type === "message_start") {
        assert.deepEqual(event.message.content, []);
        assert.ok(event.message.usage.input_tokens > 0);
      } else if (event.type === "content_block_delta") {
        assert.equal(event.delta.type, "text_delta");
        text += event.delta.text;
      } else if (event.type === "message_delta") {
        delta = event;
      }
    }

    const order = types.filter((type, at) => type !== types[at - 1]);
    assert.deepEqual(order, [
      "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop",
    ]);
    assert.ok(text.length > 0, "there is text");
    assert.equal(delta.delta.stop_reason, "end_turn");
    assert.ok(delta.usage.output_tokens > 0);
  },

  async stream_final_message({ client }) {
    let text = "";
    const stream = client.messages.stream(ask()).on("text", (piece) => (text += piece));
    const message = await stream.finalMessage();
    assertMessage(message);
    assert.ok(text.length > 0, "there is text");
    assert.equal(textOf(message), text);
    assert.equal(message.stop_reason, "end_turn");
  },

  async stream_abort_leaves_the_client_usable({ client }) {
    const stream = await client.messages.create(ask({ stream: true }));
    for await (const event of stream) {
      assert.equal(event.type, "message_start");
      break;
    }

    stream.controller.abort();
    assertMessage(await client.messages.create(ask()));
  },

  async cache_control_5m({ client }) {
    const system = [{ type: "text", text: freshLongText(), cache_control: { type: "ephemeral" } }];
    const first = await client.messages.create(ask({ system }));
    assert.ok(first.usage.cache_creation_input_tokens >= 4096, "the first call writes the cache");
    assert.equal(first.usage.cache_read_input_tokens, 0);
    const second = await client.messages.create(ask({ system }));
    assert.equal(second.usage.cache_read_input_tokens, first.usage.cache_creation_input_tokens);
    assert.equal(second.usage.cache_creation_input_tokens, 0);
    return `${second.usage.cache_read_input_tokens} tokens read`;
  },

  async cache_control_1h({ client }) {
    const system = [{ type: "text", text: freshLongText(), cache_control: { type: "ephemeral", ttl: "1h" } }];
    const { usage } = await client.messages.create(ask({ system }));
    assert.ok(usage.cache_creation.ephemeral_1h_input_tokens >= 4096, "the hour's bucket is written");
    assert.equal(usage.cache_creation.ephemeral_5m_input_tokens, 0);
  },

  async structured_output({ client }) {
    const output_config = { format: { type: "json_schema", schema: INTENT_SCHEMA } };
    const message = await client.messages.create(ask({ output_config }));
    assertIntent(JSON.parse(textOf(message)));
  },

  async structured_output_streamed({ client }) {
    const output_config = { format: { type: "json_schema", schema: INTENT_SCHEMA } };
    assertIntent(JSON.parse(textOf(await client.messages.stream(ask({ output_config })).finalMessage())));
  },

  async tool_use({ client }) {
    const message = await client.messages.create(ask({ tools: [TOOL], tool_choice: { type: "tool", name: TOOL.name } }));
    assert.equal(message.stop_reason, "tool_use");
    const call = message.content.find((block) => block.type === "tool_use");
    assert.equal(call.name, TOOL.name);
    assertIntent(call.input);
  },

  async tool_use_streamed({ client }) {
    let json = "";
    const stream = client.messages.stream(ask({ tools: [TOOL], tool_choice: { type: "tool", name: TOOL.name } }));
    stream.on("inputJson", (piece) => (json += piece));
    const message = await stream.finalMessage();
    assert.equal(message.stop_reason, "tool_use");
    const call = message.content.find((block) => block.type === "tool_use");
    assertIntent(call.input);
    assert.deepEqual(JSON.parse(json), call.input);
  },

  async tool_result_turn({ client }) {
    const forced = { tools: [TOOL], tool_choice: { type: "tool", name: TOOL.name } };
    const first = await client.messages.create(ask(forced));
    const call = first.content.find((block) => block.type === "tool_use");
    const messages = [
      ...QUESTION,
      { role: "assistant", content: first.content },
      { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "recorded" }] },
    ];
    const second = await client.messages.create(ask({ tools: [TOOL], tool_choice: { type: "none" }, messages }));
    assertMessage(second);
    assert.equal(second.stop_reason, "end_turn");
  },

  async twenty_calls_at_once({ client }) {
    const messages = await Promise.all(Array.from({ length: 20 }, (_, at) => at % 2 === 0
      ? client.messages.create(ask())
      : client.messages.stream(ask()).finalMessage()));
    messages.forEach(assertMessage);
    assert.equal(new Set(messages.map((message) => message.id)).size, 20, "each call has its own message");
  },

  async unknown_model({ client }) {
    const error = await thrownBy(() => client.messages.create(ask({ model: "claude-nonesuch-9" })));
    assertError(error, Anthropic.NotFoundError, 404, "not_found_error");
  },

  async unknown_model_streamed({ client }) {
    const error = await thrownBy(() => client.messages.stream(ask({ model: "claude-nonesuch-9" })).finalMessage());
    assertError(error, Anthropic.NotFoundError, 404, "not_found_error");
  },

  async missing_max_tokens({ client }) {
    const error = await thrownBy(() => client.messages.create({ model: MODEL, messages: QUESTION }));
    assertError(error, Anthropic.BadRequestError, 400, "invalid_request_error");
    assert.match(error.message, /max_tokens/);
  },

  async no_messages({ client }) {
    const error = await thrownBy(() => client.messages.create(ask({ messages: [] })));
    assertError(error, Anthropic.BadRequestError, 400, "invalid_request_error");
    assert.match(error.message, /messages/);
  },

  async max_tokens_over_the_models_limit({ client }) {
    const error = await thrownBy(() => client.messages.create(ask({ max_tokens: 100_000_000, stream: true })));
    assertError(error, Anthropic.BadRequestError, 400, "invalid_request_error");
    assert.match(error.message, /max_tokens/);
  },

  async five_cache_markers({ client }) {
    const system = Array.from({ length: 5 }, (_, at) => ({ type: "text", text: `Part ${at}.`, cache_control: { type: "ephemeral" } }));
    const error = await thrownBy(() => client.messages.create(ask({ system })));
    assertError(error, Anthropic.BadRequestError, 400, "invalid_request_error");
  },

  async malformed_json({ baseUrl, client }) {
    const response = await fetch(new URL("/v1/messages", baseUrl), {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": client.apiKey, "anthropic-version": "2023-06-01" },
      body: '{"model":',
    });
    const body = await response.json();
    assert.equal(response.status, 400);
    assert.equal(body.error.type, "invalid_request_error");
    assertMessage(await client.messages.create(ask()));
  },

  async body_over_the_limit({ client }) {
    // The Messages API takes 32 MB.
    const messages = [{ role: "user", content: "x".repeat(33 * 1024 * 1024) }];
    const error = await thrownBy(() => client.messages.create(ask({ messages })));
    assertError(error, Anthropic.ContentTooLargeError, 413, "request_too_large");
    assertMessage(await client.messages.create(ask()));
  },
};

await main((baseUrl) => ({
  baseUrl,
  client: new Anthropic({ baseURL: baseUrl, apiKey: process.env.CLEARBAR_CLIENT_KEY ?? "any-key", maxRetries: 0 }),
}), scenarios);
