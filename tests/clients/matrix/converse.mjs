// @aws-sdk/client-bedrock-runtime, unmodified: Converse and ConverseStream over HTTP/2.
import assert from "node:assert/strict";
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { freshLongText, main, thrownBy } from "../scenarios.mjs";
import { MODEL, PDF, PNG, QUESTION, SCHEMA, TOOLS } from "./given.mjs";

const tools = TOOLS.map(({ name, description, schema }) => ({ toolSpec: { name, description, inputSchema: { json: schema } } }));
const bytes = (base64) => Uint8Array.from(Buffer.from(base64, "base64"));
const asking = (content = [{ text: QUESTION }], more = {}) => ({
  modelId: MODEL, inferenceConfig: { maxTokens: 3000 }, messages: [{ role: "user", content }], ...more,
});
const textOf = (answer) => answer.output.message.content.map((block) => block.text ?? "").join("");
const callsOf = (answer) => answer.output.message.content.flatMap((block) => (block.toolUse ? [block.toolUse] : []));

function assertWhole(answer) {
  assert.ok(answer.usage.inputTokens > 0, "input tokens are counted");
  assert.ok(answer.usage.outputTokens > 0, "output tokens are counted");
  assert.ok(answer.$metadata.requestId, "there is a request id");
  return answer;
}

/** Puts the events of a stream together into what Converse would have answered. */
async function gathered(client, input) {
  const blocks = [];
  const answer = { output: { message: { role: "", content: blocks } }, $metadata: { requestId: "stream" } };
  for await (const event of (await client.send(new ConverseStreamCommand(input))).stream) {
    if (event.messageStart) answer.output.message.role = event.messageStart.role;
    if (event.contentBlockStart?.start?.toolUse) blocks[event.contentBlockStart.contentBlockIndex] = { toolUse: { ...event.contentBlockStart.start.toolUse, input: "" } };
    if (event.contentBlockDelta) {
      const { contentBlockIndex: index, delta } = event.contentBlockDelta;
      const block = (blocks[index] ??= delta.reasoningContent ? { reasoningContent: { reasoningText: { text: "", signature: "" } } } : { text: "" });
      if (delta.text) block.text += delta.text;
      if (delta.toolUse) block.toolUse.input += delta.toolUse.input;
      if (delta.reasoningContent?.text) block.reasoningContent.reasoningText.text += delta.reasoningContent.text;
      if (delta.reasoningContent?.signature) block.reasoningContent.reasoningText.signature += delta.reasoningContent.signature;
    }
    if (event.messageStop) answer.stopReason = event.messageStop.stopReason;
    if (event.metadata) answer.usage = event.metadata.usage;
  }

  for (const block of blocks) {
    if (block.toolUse) block.toolUse.input = JSON.parse(block.toolUse.input || "{}");
  }

  return answer;
}

await main(
  (endpoint) => {
    const client = new BedrockRuntimeClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "made-up" }, maxAttempts: 1 });
    return { client, close: () => client.destroy() };
  },
  {
    async text({ client }) {
      const answer = assertWhole(await client.send(new ConverseCommand(asking())));
      assert.ok(textOf(answer).length > 0);
      assert.equal(answer.stopReason, "end_turn");
    },

    async stream({ client }) {
      const answer = assertWhole(await gathered(client, asking()));
      assert.equal(answer.output.message.role, "assistant");
      assert.ok(textOf(answer).length > 0);
      assert.equal(answer.stopReason, "end_turn");
    },

    async tools({ client }) {
      const toolConfig = { tools, toolChoice: { tool: { name: "record_intent" } } };
      const first = assertWhole(await client.send(new ConverseCommand(asking(undefined, { toolConfig }))));
      const [call] = callsOf(first);
      assert.equal(first.stopReason, "tool_use");
      assert.equal(typeof call.input.urgent, "boolean");
      const result = { role: "user", content: [{ toolResult: { toolUseId: call.toolUseId, content: [{ text: "recorded" }], status: "success" } }] };
      const messages = [{ role: "user", content: [{ text: QUESTION }] }, first.output.message, result];
      assert.ok(textOf(assertWhole(await client.send(new ConverseCommand({ ...asking(), messages, toolConfig: { tools } })))).length > 0);
    },

    async parallel_tools({ client }) {
      const answer = assertWhole(await gathered(client, asking(undefined, { toolConfig: { tools, toolChoice: { any: {} } } })));
      assert.deepEqual(callsOf(answer).map((call) => call.name).sort(), ["find_branch", "record_intent"]);
    },

    async vision({ client }) {
      const image = { image: { format: "png", source: { bytes: bytes(PNG) } } };
      assert.ok(textOf(assertWhole(await client.send(new ConverseCommand(asking([image, { text: QUESTION }]))))).length > 0);
    },

    async document({ client }) {
      const document = { document: { format: "pdf", name: "letter", source: { bytes: bytes(PDF) } } };
      assert.ok(textOf(assertWhole(await client.send(new ConverseCommand(asking([document, { text: QUESTION }]))))).length > 0);
    },

    async thinking({ client }) {
      const additionalModelRequestFields = { thinking: { type: "enabled", budget_tokens: 1024 } };
      const answer = assertWhole(await gathered(client, asking(undefined, { additionalModelRequestFields })));
      const thought = answer.output.message.content[0].reasoningContent.reasoningText;
      assert.ok(thought.text.length > 0 && thought.signature.length > 0, "thinking and its signature came");
      const messages = [{ role: "user", content: [{ text: QUESTION }] }, answer.output.message, { role: "user", content: [{ text: "And now?" }] }];
      assertWhole(await client.send(new ConverseCommand({ ...asking(), messages, additionalModelRequestFields })));
    },

    async cache_markers({ client }) {
      const system = [{ text: freshLongText() }, { cachePoint: { type: "default", ttl: "1h" } }];
      const first = assertWhole(await client.send(new ConverseCommand(asking(undefined, { system }))));
      assert.ok(first.usage.cacheWriteInputTokens > 0, "the prefix was written");
      const second = assertWhole(await client.send(new ConverseCommand(asking([{ text: "Again?" }], { system }))));
      assert.equal(second.usage.cacheReadInputTokens, first.usage.cacheWriteInputTokens);
    },

    async structured_output({ client }) {
      const outputConfig = { textFormat: { type: "json_schema", structure: { jsonSchema: { schema: JSON.stringify(SCHEMA), name: "intent" } } } };
      const value = JSON.parse(textOf(assertWhole(await client.send(new ConverseCommand(asking(undefined, { outputConfig }))))));
      assert.ok(SCHEMA.properties.intent.enum.includes(value.intent));
      assert.equal(typeof value.urgent, "boolean");
    },

    async error({ client }) {
      const error = await thrownBy(() => client.send(new ConverseCommand(asking(undefined, { modelId: "anthropic.claude-nonesuch-9" }))));
      assert.equal(error.name, "ResourceNotFoundException");
      assert.equal(error.$metadata.httpStatusCode, 404);
    },
  },
);
