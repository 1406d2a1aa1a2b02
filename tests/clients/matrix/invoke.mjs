// @aws-sdk/client-bedrock-runtime, unmodified: InvokeModel with Claude's native body, over HTTP/2.
import assert from "node:assert/strict";
import { BedrockRuntimeClient, InvokeModelCommand, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { freshLongText, main, thrownBy } from "../scenarios.mjs";
import { MODEL, PDF, PNG, QUESTION, SCHEMA, TOOLS } from "./given.mjs";

const tools = TOOLS.map(({ name, description, schema }) => ({ name, description, input_schema: schema }));
const asking = (content = QUESTION, more = {}) => ({
  anthropic_version: "bedrock-2023-05-31", max_tokens: 3000, messages: [{ role: "user", content }], ...more,
});
const textOf = (message) => message.content.filter((block) => block.type === "text").map((block) => block.text).join("");
const callsOf = (message) => message.content.filter((block) => block.type === "tool_use");

async function invoke(client, body, modelId = MODEL) {
  const answer = await client.send(new InvokeModelCommand({ modelId, contentType: "application/json", body: JSON.stringify(body) }));
  const message = JSON.parse(new TextDecoder().decode(answer.body));
  assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens > 0, "tokens are counted");
  return message;
}

async function streamed(client, body) {
  const answer = await client.send(new InvokeModelWithResponseStreamCommand({ modelId: MODEL, contentType: "application/json", body: JSON.stringify(body) }));
  const message = { content: [] };
  let ended = false;
  for await (const { chunk } of answer.body) {
    const event = JSON.parse(new TextDecoder().decode(chunk.bytes));
    if (event.type === "message_start") Object.assign(message, event.message, { content: [] });
    if (event.type === "content_block_start") message.content[event.index] = { ...event.content_block, json: "" };
    if (event.type === "content_block_delta") {
      const block = message.content[event.index];
      if (event.delta.type === "text_delta") block.text += event.delta.text;
      if (event.delta.type === "input_json_delta") block.json += event.delta.partial_json;
      if (event.delta.type === "thinking_delta") block.thinking += event.delta.thinking;
      if (event.delta.type === "signature_delta") block.signature = event.delta.signature;
    }
    if (event.type === "message_delta") Object.assign(message, event.delta);
    if (event.type === "message_stop") {
      ended = true;
      assert.ok(event["amazon-bedrock-invocationMetrics"].outputTokenCount > 0, "the last event carries the counts");
    }
  }

  assert.ok(ended, "the stream ended");
  message.content.forEach((block) => block.type === "tool_use" && (block.input = JSON.parse(block.json || "{}")));
  return message;
}

await main(
  (endpoint) => {
    const client = new BedrockRuntimeClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "made-up" }, maxAttempts: 1 });
    return { client, close: () => client.destroy() };
  },
  {
    async text({ client }) {
      const message = await invoke(client, asking());
      assert.ok(textOf(message).length > 0);
      assert.equal(message.stop_reason, "end_turn");
    },

    async stream({ client }) {
      const message = await streamed(client, asking());
      assert.ok(textOf(message).length > 0);
      assert.equal(message.stop_reason, "end_turn");
    },

    async tools({ client }) {
      const first = await invoke(client, asking(QUESTION, { tools, tool_choice: { type: "tool", name: "record_intent" } }));
      const [call] = callsOf(first);
      assert.equal(typeof call.input.urgent, "boolean");
      const result = { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "recorded" }] };
      const messages = [{ role: "user", content: QUESTION }, { role: "assistant", content: first.content }, result];
      assert.ok(textOf(await invoke(client, { ...asking(), tools, messages })).length > 0);
    },

    async parallel_tools({ client }) {
      const message = await streamed(client, asking(QUESTION, { tools, tool_choice: { type: "any" } }));
      assert.deepEqual(callsOf(message).map((call) => call.name).sort(), ["find_branch", "record_intent"]);
    },

    async vision({ client }) {
      const image = { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } };
      assert.ok(textOf(await invoke(client, asking([image, { type: "text", text: QUESTION }]))).length > 0);
    },

    async document({ client }) {
      const document = { type: "document", source: { type: "base64", media_type: "application/pdf", data: PDF } };
      assert.ok(textOf(await invoke(client, asking([document, { type: "text", text: QUESTION }]))).length > 0);
    },

    async thinking({ client }) {
      const message = await streamed(client, asking(QUESTION, { thinking: { type: "enabled", budget_tokens: 1024 } }));
      assert.equal(message.content[0].type, "thinking");
      assert.ok(message.content[0].thinking.length > 0 && message.content[0].signature.length > 0);
    },

    async cache_markers({ client }) {
      const system = [{ type: "text", text: freshLongText(), cache_control: { type: "ephemeral", ttl: "1h" } }];
      const first = await invoke(client, asking(QUESTION, { system }));
      assert.ok(first.usage.cache_creation.ephemeral_1h_input_tokens > 0, "the prefix was written for an hour");
      const second = await invoke(client, asking("Again?", { system }));
      assert.equal(second.usage.cache_read_input_tokens, first.usage.cache_creation_input_tokens);
    },

    async structured_output({ client }) {
      const value = JSON.parse(textOf(await invoke(client, asking(QUESTION, { output_config: { format: { type: "json_schema", schema: SCHEMA } } }))));
      assert.ok(SCHEMA.properties.intent.enum.includes(value.intent));
    },

    async error({ client }) {
      const error = await thrownBy(() => invoke(client, asking(), "anthropic.claude-nonesuch-9"));
      assert.equal(error.name, "ResourceNotFoundException");
    },
  },
);
