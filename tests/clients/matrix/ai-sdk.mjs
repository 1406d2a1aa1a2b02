// ai with @ai-sdk/amazon-bedrock, unmodified: Converse through the AI SDK.
import assert from "node:assert/strict";
import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { generateObject, generateText, jsonSchema, streamText, tool } from "ai";
import { freshLongText, main, thrownBy } from "../scenarios.mjs";
import { PDF, PNG, QUESTION, SCHEMA, TOOLS } from "./given.mjs";

// The provider reads from the id what the model can do, so it is given Bedrock's own.
const MODEL = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
const tools = Object.fromEntries(TOOLS.map(({ name, description, schema }) => [name, tool({ description, inputSchema: jsonSchema(schema) })]));
const asking = (content = [{ type: "text", text: QUESTION }], more = {}) => ({ maxOutputTokens: 3000, maxRetries: 0, messages: [{ role: "user", content }], ...more });

function assertWhole(result) {
  assert.ok(result.usage.inputTokens > 0 && result.usage.outputTokens > 0, "tokens are counted");
  return result;
}

await main(
  (baseURL) => {
    const provider = createAmazonBedrock({ baseURL: baseURL.replace(/\/$/, ""), region: "us-east-1", accessKeyId: "AKIDEXAMPLE", secretAccessKey: "made-up" });
    return { provider, model: provider(MODEL) };
  },
  {
    async text({ model }) {
      const result = assertWhole(await generateText({ model, ...asking() }));
      assert.ok(result.text.length > 0);
      assert.equal(result.finishReason, "stop");
    },

    async stream({ model }) {
      const result = streamText({ model, ...asking() });
      let pieces = "";
      for await (const piece of result.textStream) pieces += piece;
      assert.ok(pieces.length > 0);
      assert.equal(await result.finishReason, "stop");
      assertWhole({ usage: await result.usage });
    },

    async tools({ model }) {
      const first = assertWhole(await generateText({ model, ...asking(undefined, { tools, toolChoice: { type: "tool", toolName: "record_intent" } }) }));
      const [call] = first.toolCalls;
      assert.equal(typeof call.input.urgent, "boolean");
      const result = { role: "tool", content: [{ type: "tool-result", toolCallId: call.toolCallId, toolName: call.toolName, output: { type: "text", value: "recorded" } }] };
      const messages = [{ role: "user", content: QUESTION }, ...first.response.messages, result];
      assert.ok(assertWhole(await generateText({ model, ...asking(), tools, messages })).text.length > 0);
    },

    async parallel_tools({ model }) {
      const result = streamText({ model, ...asking(undefined, { tools, toolChoice: "required" }) });
      assert.deepEqual((await result.toolCalls).map((call) => call.toolName).sort(), ["find_branch", "record_intent"]);
    },

    async vision({ model }) {
      const image = { type: "image", image: Buffer.from(PNG, "base64"), mediaType: "image/png" };
      assert.ok(assertWhole(await generateText({ model, ...asking([image, { type: "text", text: QUESTION }]) })).text.length > 0);
    },

    async document({ model }) {
      const file = { type: "file", data: Buffer.from(PDF, "base64"), mediaType: "application/pdf", filename: "letter.pdf" };
      assert.ok(assertWhole(await generateText({ model, ...asking([file, { type: "text", text: QUESTION }]) })).text.length > 0);
    },

    async thinking({ model }) {
      const providerOptions = { bedrock: { reasoningConfig: { type: "enabled", budgetTokens: 1024 } } };
      const result = assertWhole(await generateText({ model, ...asking(undefined, { providerOptions }) }));
      assert.ok(result.reasoningText.length > 0, "there is reasoning");
    },

    async cache_markers({ model }) {
      const system = { role: "system", content: freshLongText(), providerOptions: { bedrock: { cachePoint: { type: "default" } } } };
      const ask = (text) => generateText({ model, ...asking(), messages: [system, { role: "user", content: text }], allowSystemInMessages: true });
      const first = assertWhole(await ask(QUESTION));
      const second = assertWhole(await ask("Again?"));
      assert.ok(first.usage.inputTokenDetails.cacheWriteTokens > 0, "the prefix was written");
      assert.ok(second.usage.inputTokenDetails.cacheReadTokens > 0, "and read");
    },

    async structured_output({ model }) {
      const { object } = await generateObject({ model, ...asking(), schema: jsonSchema(SCHEMA) });
      assert.ok(SCHEMA.properties.intent.enum.includes(object.intent));
      assert.equal(typeof object.urgent, "boolean");
    },

    async error({ provider }) {
      const error = await thrownBy(() => generateText({ model: provider("anthropic.claude-nonesuch-9"), ...asking() }));
      assert.equal(error.statusCode, 404);
    },
  },
);
