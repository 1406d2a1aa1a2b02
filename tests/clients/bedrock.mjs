// @aws-sdk/client-bedrock-runtime, unmodified: over http:// it speaks HTTP/2 with prior knowledge and signs with SigV4.
import assert from "node:assert/strict";
import {
  BedrockRuntimeClient,
  BedrockRuntimeServiceException,
  ConverseCommand,
  ConverseStreamCommand,
  ResourceNotFoundException,
  ValidationException,
} from "@aws-sdk/client-bedrock-runtime";
import { freshLongText, main, thrownBy } from "./scenarios.mjs";

const MODEL = process.env.CLEARBAR_CLIENT_MODEL ?? "global.anthropic.claude-haiku-4-5-20251001-v1:0";
const QUESTION = [{ role: "user", content: [{ text: "Where is my card? It was due on Monday — “soon”, you said 🙂" }] }];
const INTENT_SCHEMA = {
  type: "object",
  properties: { intent: { type: "string", enum: ["card_arrival", "lost_card"] }, urgent: { type: "boolean" } },
  required: ["intent", "urgent"],
  additionalProperties: false,
};
const TOOL_CONFIG = {
  tools: [{ toolSpec: { name: "record_intent", description: "Records what the customer wants.", inputSchema: { json: INTENT_SCHEMA } } }],
  toolChoice: { tool: { name: "record_intent" } },
};

const ask = (more = {}) => ({ modelId: MODEL, messages: QUESTION, inferenceConfig: { maxTokens: 200 }, ...more });
const converse = (client, more) => client.send(new ConverseCommand(ask(more)));
const textOf = (response) => response.output.message.content.map((block) => block.text ?? "").join("");

async function collect(client, more) {
  const response = await client.send(new ConverseStreamCommand(ask(more)));
  const events = [];
  for await (const event of response.stream) {
    events.push(event);
  }

  return { response, events };
}

function assertUsage(usage) {
  assert.ok(usage.inputTokens > 0, "input tokens are counted");
  assert.ok(usage.outputTokens > 0, "output tokens are counted");
  const cached = (usage.cacheReadInputTokens ?? 0) + (usage.cacheWriteInputTokens ?? 0);
  assert.equal(usage.totalTokens, usage.inputTokens + usage.outputTokens + cached);
}

function assertMetadata(response) {
  assert.equal(response.$metadata.httpStatusCode, 200);
  assert.ok(response.$metadata.requestId, "the response carries a request id");
}

function assertIntent(value) {
  assert.deepEqual(Object.keys(value).sort(), ["intent", "urgent"]);
  assert.ok(INTENT_SCHEMA.properties.intent.enum.includes(value.intent), "intent is in the enum");
  assert.equal(typeof value.urgent, "boolean");
}

function assertException(error, type, status) {
  assert.ok(error instanceof type, `${type.name} expected, ${error?.name} came: ${error?.message}`);
  assert.ok(error instanceof BedrockRuntimeServiceException);
  assert.equal(error.name, type.name);
  assert.equal(error.$metadata.httpStatusCode, status);
  assert.ok(error.$metadata.requestId, "the error carries a request id");
  assert.ok(error.message.length > 0, "the error says what is wrong");
}

const scenarios = {
  async client_speaks_http2({ client }) {
    await converse(client);
    const handler = client.config.requestHandler;
    assert.equal(handler.metadata?.handlerProtocol, "h2");
    return "handler protocol h2";
  },

  async converse_text({ client }) {
    const response = await converse(client);
    assertMetadata(response);
    assert.equal(response.output.message.role, "assistant");
    assert.ok(textOf(response).length > 0, "there is text");
    assert.equal(response.stopReason, "end_turn");
    assertUsage(response.usage);
    assert.ok(response.metrics.latencyMs >= 0);
  },

  async converse_system({ client }) {
    const plain = await converse(client);
    const response = await converse(client, { system: [{ text: "You work for a bank. Answer in one sentence, politely and without jargon." }] });
    assert.ok(response.usage.inputTokens > plain.usage.inputTokens, "the system prompt is counted");
  },

  async converse_max_tokens_reached({ client }) {
    const response = await converse(client, { inferenceConfig: { maxTokens: 1 } });
    assert.equal(response.stopReason, "max_tokens");
    assert.equal(response.usage.outputTokens, 1);
  },

  async stream_events({ client }) {
    const { response, events } = await collect(client);
    assertMetadata(response);
    const kinds = events.map((event) => Object.keys(event)[0]);
    const order = kinds.filter((kind, at) => kind !== kinds[at - 1]);
    // contentBlockStart may be left out for text, as the service does.
    assert.deepEqual(order.filter((kind) => kind !== "contentBlockStart"), [
      "messageStart", "contentBlockDelta", "contentBlockStop", "messageStop", "metadata",
    ]);
    assert.equal(events[0].messageStart.role, "assistant");
    const text = events.map((event) => event.contentBlockDelta?.delta.text ?? "").join("");
    assert.ok(text.length > 0, "there is text");
    assert.equal(events.find((event) => event.messageStop).messageStop.stopReason, "end_turn");
    assertUsage(events.at(-1).metadata.usage);
    assert.ok(events.at(-1).metadata.metrics.latencyMs >= 0);
  },

  async stream_abort_leaves_the_client_usable({ client }) {
    const abort = new AbortController();
    const response = await client.send(new ConverseStreamCommand(ask()), { abortSignal: abort.signal });
    for await (const event of response.stream) {
      assert.ok(event.messageStart);
      break;
    }

    abort.abort();
    assertMetadata(await converse(client));
  },

  async cache_point_5m({ client }) {
    const system = [{ text: freshLongText() }, { cachePoint: { type: "default" } }];
    const first = await converse(client, { system });
    assert.ok(first.usage.cacheWriteInputTokens >= 4096, "the first call writes the cache");
    assertUsage(first.usage);
    const second = await converse(client, { system });
    assert.equal(second.usage.cacheReadInputTokens, first.usage.cacheWriteInputTokens);
    assertUsage(second.usage);
    return `${second.usage.cacheReadInputTokens} tokens read`;
  },

  async cache_point_1h({ client }) {
    const system = [{ text: freshLongText() }, { cachePoint: { type: "default", ttl: "1h" } }];
    const { usage } = await converse(client, { system });
    const hour = usage.cacheDetails?.find((detail) => detail.ttl === "1h");
    assert.ok(hour?.inputTokens >= 4096, "the hour's bucket is written");
    assert.equal(hour.inputTokens, usage.cacheWriteInputTokens);
  },

  async structured_output({ client }) {
    const structure = { jsonSchema: { schema: JSON.stringify(INTENT_SCHEMA), name: "intent" } };
    const response = await converse(client, { outputConfig: { textFormat: { type: "json_schema", structure } } });
    assertIntent(JSON.parse(textOf(response)));
  },

  async tool_use({ client }) {
    const response = await converse(client, { toolConfig: TOOL_CONFIG });
    assert.equal(response.stopReason, "tool_use");
    const call = response.output.message.content.find((block) => block.toolUse).toolUse;
    assert.equal(call.name, "record_intent");
    assertIntent(call.input);
  },

  async tool_use_streamed({ client }) {
    const { events } = await collect(client, { toolConfig: TOOL_CONFIG });
    const start = events.find((event) => event.contentBlockStart?.start.toolUse).contentBlockStart.start.toolUse;
    assert.equal(start.name, "record_intent");
    assert.ok(start.toolUseId);
    assertIntent(JSON.parse(events.map((event) => event.contentBlockDelta?.delta.toolUse?.input ?? "").join("")));
    assert.equal(events.find((event) => event.messageStop).messageStop.stopReason, "tool_use");
  },

  async tool_result_turn({ client }) {
    const first = await converse(client, { toolConfig: TOOL_CONFIG });
    const { toolUseId } = first.output.message.content.find((block) => block.toolUse).toolUse;
    const messages = [
      ...QUESTION,
      first.output.message,
      { role: "user", content: [{ toolResult: { toolUseId, content: [{ text: "recorded" }], status: "success" } }] },
    ];
    const second = await converse(client, { messages, toolConfig: { tools: TOOL_CONFIG.tools } });
    assertMetadata(second);
    assertUsage(second.usage);
  },

  async twenty_calls_on_one_connection({ client }) {
    const answers = await Promise.all(Array.from({ length: 20 }, async (_, at) => at % 2 === 0
      ? (await converse(client)).usage
      : (await collect(client)).events.at(-1).metadata.usage));
    answers.forEach(assertUsage);
  },

  async unknown_model({ client }) {
    const error = await thrownBy(() => converse(client, { modelId: "anthropic.claude-nonesuch-9-v1:0" }));
    assert.ok([ResourceNotFoundException, ValidationException].some((type) => error instanceof type), `${error?.name}: ${error?.message}`);
    assertException(error, error.constructor, error instanceof ValidationException ? 400 : 404);
    return error.name;
  },

  async unknown_model_streamed({ client }) {
    const error = await thrownBy(() => collect(client, { modelId: "anthropic.claude-nonesuch-9-v1:0" }));
    assert.ok([ResourceNotFoundException, ValidationException].some((type) => error instanceof type), `${error?.name}: ${error?.message}`);
    assertException(error, error.constructor, error instanceof ValidationException ? 400 : 404);
    return error.name;
  },

  async no_messages({ client }) {
    assertException(await thrownBy(() => converse(client, { messages: [] })), ValidationException, 400);
  },

  async no_messages_streamed({ client }) {
    assertException(await thrownBy(() => collect(client, { messages: [] })), ValidationException, 400);
  },

  async max_tokens_over_the_models_limit({ client }) {
    const error = await thrownBy(() => converse(client, { inferenceConfig: { maxTokens: 100_000_000 } }));
    assertException(error, ValidationException, 400);
  },

  async five_cache_points({ client }) {
    const system = Array.from({ length: 5 }, (_, at) => [{ text: `Part ${at}.` }, { cachePoint: { type: "default" } }]).flat();
    assertException(await thrownBy(() => converse(client, { system })), ValidationException, 400);
  },

  async an_error_leaves_the_connection_healthy({ client }) {
    for (let round = 0; round < 5; round++) {
      await thrownBy(() => converse(client, { messages: [] }));
      assertMetadata(await converse(client));
    }
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
