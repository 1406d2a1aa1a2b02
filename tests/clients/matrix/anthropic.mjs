// @anthropic-ai/sdk and @anthropic-ai/bedrock-sdk, unmodified: one interface, two ways to the model.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import AnthropicBedrock from "@anthropic-ai/bedrock-sdk";
import { freshLongText, main, thrownBy } from "../scenarios.mjs";
import { MODEL, PDF, PNG, QUESTION, SCHEMA, TOOLS } from "./given.mjs";

const onBedrock = process.env.CLEARBAR_MATRIX_SDK === "bedrock";
// Version 1.x sends anthropic_version 2026-10-21 in the body, which Bedrock takes for Claude 4.7 and later.
const model = onBedrock ? "global.anthropic.claude-sonnet-5" : MODEL;
const tools = TOOLS.map(({ name, description, schema }) => ({ name, description, input_schema: schema }));
const asking = (content = QUESTION, more = {}) => ({ model, max_tokens: 3000, messages: [{ role: "user", content }], ...more });
const textOf = (message) => message.content.filter((block) => block.type === "text").map((block) => block.text).join("");
const callsOf = (message) => message.content.filter((block) => block.type === "tool_use");

function assertWhole(message) {
  assert.equal(message.role, "assistant");
  assert.ok(message.usage.input_tokens > 0, "input tokens are counted");
  assert.ok(message.usage.output_tokens > 0, "output tokens are counted");
  return message;
}

await main(
  (baseURL) => ({
    client: onBedrock
      ? new AnthropicBedrock({ baseURL, awsRegion: "us-east-1", awsAccessKey: "AKIDEXAMPLE", awsSecretKey: "made-up", maxRetries: 0 })
      : new Anthropic({ baseURL, apiKey: "made-up", maxRetries: 0 }),
  }),
  {
    async text({ client }) {
      const message = assertWhole(await client.messages.create(asking()));
      assert.ok(textOf(message).length > 0);
      assert.equal(message.stop_reason, "end_turn");
    },

    async stream({ client }) {
      let pieces = "";
      const message = assertWhole(await client.messages.stream(asking()).on("text", (piece) => (pieces += piece)).finalMessage());
      assert.equal(textOf(message), pieces);
      assert.equal(message.stop_reason, "end_turn");
    },

    async tools({ client }) {
      const first = assertWhole(await client.messages.create(asking(QUESTION, { tools, tool_choice: { type: "tool", name: "record_intent" } })));
      const [call] = callsOf(first);
      assert.equal(first.stop_reason, "tool_use");
      assert.equal(typeof call.input.urgent, "boolean");
      const result = { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: "recorded" }] };
      const turns = [{ role: "user", content: QUESTION }, { role: "assistant", content: first.content }, result];
      assert.ok(textOf(assertWhole(await client.messages.create({ model, max_tokens: 3000, tools, messages: turns }))).length > 0);
    },

    async parallel_tools({ client }) {
      const message = assertWhole(await client.messages.stream(asking(QUESTION, { tools, tool_choice: { type: "any" } })).finalMessage());
      assert.deepEqual(callsOf(message).map((call) => call.name).sort(), ["find_branch", "record_intent"]);
      assert.equal(new Set(callsOf(message).map((call) => call.id)).size, 2);
    },

    async vision({ client }) {
      const image = { type: "image", source: { type: "base64", media_type: "image/png", data: PNG } };
      assert.ok(textOf(assertWhole(await client.messages.create(asking([image, { type: "text", text: QUESTION }])))).length > 0);
    },

    async document({ client }) {
      const document = { type: "document", source: { type: "base64", media_type: "application/pdf", data: PDF }, title: "letter" };
      assert.ok(textOf(assertWhole(await client.messages.create(asking([document, { type: "text", text: QUESTION }])))).length > 0);
    },

    async thinking({ client }) {
      const thinking = onBedrock ? { type: "adaptive", display: "summarized" } : { type: "enabled", budget_tokens: 1024 };
      const message = assertWhole(await client.messages.stream(asking(QUESTION, { thinking })).finalMessage());
      const [block] = message.content;
      assert.equal(block.type, "thinking");
      assert.ok(block.thinking.length > 0 && block.signature.length > 0, "thinking and its signature came");
      const turns = [{ role: "user", content: QUESTION }, { role: "assistant", content: message.content }, { role: "user", content: "And now?" }];
      assertWhole(await client.messages.create({ model, max_tokens: 3000, thinking, messages: turns }));
    },

    async cache_markers({ client }) {
      const system = [{ type: "text", text: freshLongText(), cache_control: { type: "ephemeral", ttl: "1h" } }];
      const first = assertWhole(await client.messages.create(asking(QUESTION, { system })));
      assert.ok(first.usage.cache_creation_input_tokens > 0, "the prefix was written");
      assert.ok(first.usage.cache_creation.ephemeral_1h_input_tokens > 0, "for an hour");
      const second = assertWhole(await client.messages.create(asking("Again?", { system })));
      assert.equal(second.usage.cache_read_input_tokens, first.usage.cache_creation_input_tokens);
    },

    async structured_output({ client }) {
      const message = assertWhole(await client.messages.create(asking(QUESTION, { output_config: { format: { type: "json_schema", schema: SCHEMA } } })));
      const value = JSON.parse(textOf(message));
      assert.ok(SCHEMA.properties.intent.enum.includes(value.intent));
      assert.equal(typeof value.urgent, "boolean");
    },

    async error({ client }) {
      const error = await thrownBy(() => client.messages.create(asking(QUESTION, { model: "claude-nonesuch-9" })));
      assert.equal(error.status, 404);
      assert.match(error.message, /not known/);
    },
  },
);
