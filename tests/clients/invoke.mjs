// @aws-sdk/client-bedrock-runtime, unmodified: InvokeModel with Claude's native body, its stream, and CountTokens.
import assert from "node:assert/strict";
import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  ResourceNotFoundException,
  ValidationException,
} from "@aws-sdk/client-bedrock-runtime";
import { freshLongText, main, thrownBy } from "./scenarios.mjs";

const MODEL = process.env.CLEARBAR_CLIENT_MODEL ?? "global.anthropic.claude-haiku-4-5-20251001-v1:0";
const QUESTION = [{ role: "user", content: "Where is my card? It was due on Monday — “soon”, you said 🙂" }];
const INTENT_SCHEMA = {
  type: "object",
  properties: { intent: { type: "string", enum: ["card_arrival", "lost_card"] }, urgent: { type: "boolean" } },
  required: ["intent", "urgent"],
  additionalProperties: false,
};
const TOOL = { name: "record_intent", description: "Records what the customer wants.", input_schema: INTENT_SCHEMA };
const FORCED = { tools: [TOOL], tool_choice: { type: "tool", name: TOOL.name } };

const bodyOf = (more = {}) => ({ anthropic_version: "bedrock-2023-05-31", max_tokens: 200, messages: QUESTION, ...more });
const textOf = (message) => message.content.filter((block) => block.type === "text").map((block) => block.text).join("");

async function invoke(client, more, modelId = MODEL, contentType = "application/json") {
  const response = await client.send(new InvokeModelCommand({ modelId, contentType, body: JSON.stringify(bodyOf(more)) }));
  return { response, message: JSON.parse(new TextDecoder().decode(response.body)) };
}

async function collect(client, more, modelId = MODEL) {
  const response = await client.send(new InvokeModelWithResponseStreamCommand({
    modelId, contentType: "application/json", body: JSON.stringify(bodyOf(more)),
  }));
  const events = [];
  for await (const event of response.body) {
    events.push(JSON.parse(new TextDecoder().decode(event.chunk.bytes)));
  }

  return { response, events };
}

function assertMessage(message) {
  assert.equal(message.type, "message");
  assert.equal(message.role, "assistant");
  assert.ok(message.usage.input_tokens > 0, "input tokens are counted");
  assert.ok(message.usage.output_tokens > 0, "output tokens are counted");
}

function assertIntent(value) {
  assert.deepEqual(Object.keys(value).sort(), ["intent", "urgent"]);
  assert.ok(INTENT_SCHEMA.properties.intent.enum.includes(value.intent), "intent is in the enum");
  assert.equal(typeof value.urgent, "boolean");
}

function assertMetadata(response) {
  assert.equal(response.$metadata.httpStatusCode, 200);
  assert.ok(response.$metadata.requestId, "the response carries a request id");
}

function assertException(error, type, status) {
  assert.ok(error instanceof type, `${type.name} expected, ${error?.name} came: ${error?.message}`);
  assert.ok(error instanceof BedrockRuntimeServiceException);
  assert.equal(error.$metadata.httpStatusCode, status);
  assert.ok(error.$metadata.requestId, "the error carries a request id");
  assert.ok(error.message.length > 0, "the error says what is wrong");
}

const scenarios = {
  async invoke_text({ client }) {
    const { response, message } = await invoke(client);
    assertMetadata(response);
    assert.equal(response.contentType, "application/json");
    assertMessage(message);
    assert.ok(textOf(message).length > 0, "there is text");
    assert.equal(message.stop_reason, "end_turn");
  },

  async content_type_left_at_its_default({ client }) {
    assertMessage((await invoke(client, {}, MODEL, undefined)).message);
  },

  async invoke_arn({ client }) {
    const { message } = await invoke(client, {}, `arn:aws:bedrock:us-east-1:123456789012:inference-profile/${MODEL}`);
    assertMessage(message);
  },

  async stream_events({ client }) {
    const { response, events } = await collect(client);
    assertMetadata(response);
    const order = events.map((event) => event.type).filter((type, at, all) => type !== all[at - 1]);
    assert.deepEqual(order, [
      "message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop",
    ]);
    assert.ok(events.map((event) => event.delta?.text ?? "").join("").length > 0, "there is text");
    const metrics = events.at(-1)["amazon-bedrock-invocationMetrics"];
    assert.equal(metrics.inputTokenCount, events[0].message.usage.input_tokens);
    assert.equal(metrics.outputTokenCount, events.at(-2).usage.output_tokens);
  },

  async stream_abort_leaves_the_client_usable({ client }) {
    const abort = new AbortController();
    const response = await client.send(
      new InvokeModelWithResponseStreamCommand({ modelId: MODEL, contentType: "application/json", body: JSON.stringify(bodyOf()) }),
      { abortSignal: abort.signal });
    for await (const event of response.body) {
      assert.ok(event.chunk);
      break;
    }

    abort.abort();
    assertMetadata((await invoke(client)).response);
  },

  async cache_control_1h({ client }) {
    const system = [{ type: "text", text: freshLongText(), cache_control: { type: "ephemeral", ttl: "1h" } }];
    const first = (await invoke(client, { system })).message.usage;
    assert.ok(first.cache_creation.ephemeral_1h_input_tokens >= 4096, "the hour's bucket is written");
    const second = (await invoke(client, { system })).message.usage;
    assert.equal(second.cache_read_input_tokens, first.cache_creation_input_tokens);
  },

  async structured_output({ client }) {
    const { message } = await invoke(client, { output_config: { format: { type: "json_schema", schema: INTENT_SCHEMA } } });
    assertIntent(JSON.parse(textOf(message)));
  },

  async tool_use({ client }) {
    const { message } = await invoke(client, FORCED);
    assert.equal(message.stop_reason, "tool_use");
    assertIntent(message.content.find((block) => block.type === "tool_use").input);
  },

  async tool_use_streamed({ client }) {
    const { events } = await collect(client, FORCED);
    assertIntent(JSON.parse(events.map((event) => event.delta?.partial_json ?? "").join("")));
    assert.equal(events.at(-2).delta.stop_reason, "tool_use");
  },

  async tool_result_turn({ client }) {
    const { message } = await invoke(client, FORCED);
    const call = message.content.find((block) => block.type === "tool_use");
    const messages = [
      ...QUESTION,
      { role: "assistant", content: message.content },
      { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "recorded" }] },
    ];
    assertMessage((await invoke(client, { tools: [TOOL], messages })).message);
  },

  async unknown_model({ client }) {
    const error = await thrownBy(() => invoke(client, {}, "anthropic.claude-nonesuch-9-v1:0"));
    assertException(error, ResourceNotFoundException, 404);
  },

  async unknown_model_streamed({ client }) {
    const error = await thrownBy(() => collect(client, {}, "anthropic.claude-nonesuch-9-v1:0"));
    assertException(error, ResourceNotFoundException, 404);
  },

  async missing_max_tokens({ client }) {
    assertException(await thrownBy(() => invoke(client, { max_tokens: undefined })), ValidationException, 400);
  },

  async missing_anthropic_version({ client }) {
    assertException(await thrownBy(() => invoke(client, { anthropic_version: undefined })), ValidationException, 400);
  },

  async five_cache_markers_streamed({ client }) {
    const system = Array.from({ length: 5 }, (_, at) => ({ type: "text", text: `Part ${at}.`, cache_control: { type: "ephemeral" } }));
    assertException(await thrownBy(() => collect(client, { system })), ValidationException, 400);
  },

  async count_tokens_of_an_invoke_body({ client }) {
    const modelId = MODEL.replace("global.", "");
    const counted = await client.send(new CountTokensCommand({ modelId, input: { invokeModel: { body: JSON.stringify(bodyOf()) } } }));
    assertMetadata(counted);
    assert.equal(counted.inputTokens, (await invoke(client)).message.usage.input_tokens);
    return `${counted.inputTokens} tokens`;
  },

  async count_tokens_of_a_converse_request({ client }) {
    const input = { converse: { messages: [{ role: "user", content: [{ text: QUESTION[0].content }] }] } };
    const counted = await client.send(new CountTokensCommand({ modelId: MODEL, input }));
    assert.ok(counted.inputTokens > 0);
  },

  async count_tokens_of_an_unknown_model({ client }) {
    const input = { converse: { messages: [{ role: "user", content: [{ text: "hi" }] }] } };
    const error = await thrownBy(() => client.send(new CountTokensCommand({ modelId: "anthropic.claude-nonesuch-9", input })));
    assertException(error, ResourceNotFoundException, 404);
  },
};

await main((endpoint) => {
  const client = new BedrockRuntimeClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any-secret" },
    maxAttempts: 1,
  });
  return { baseUrl: endpoint, client, close: () => client.destroy() };
}, scenarios);
