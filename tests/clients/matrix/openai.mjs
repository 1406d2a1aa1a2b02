// openai, unmodified: chat completions.
import assert from "node:assert/strict";
import OpenAI from "openai";
import { main, thrownBy } from "../scenarios.mjs";
import { cannot, MODEL, PDF, PNG, QUESTION, SCHEMA, TOOLS } from "./given.mjs";

const tools = TOOLS.map(({ name, description, schema }) => ({ type: "function", function: { name, description, parameters: schema, strict: true } }));
const asking = (content = QUESTION, more = {}) => ({
  model: MODEL, max_completion_tokens: 3000, temperature: 0.7, messages: [{ role: "system", content: "You work for a bank." }, { role: "user", content }], ...more,
});

function assertWhole(completion) {
  const { prompt_tokens, completion_tokens, total_tokens } = completion.usage;
  assert.ok(prompt_tokens > 0 && completion_tokens > 0, "tokens are counted");
  assert.equal(total_tokens, prompt_tokens + completion_tokens);
  return completion.choices[0];
}

await main(
  (baseURL) => ({ client: new OpenAI({ baseURL: new URL("v1", baseURL).toString(), apiKey: "made-up", maxRetries: 0 }) }),
  {
    async text({ client }) {
      const choice = assertWhole(await client.chat.completions.create(asking()));
      assert.ok(choice.message.content.length > 0);
      assert.equal(choice.finish_reason, "stop");
      const { id } = await client.models.retrieve(MODEL);
      assert.ok((await client.models.list()).data.some((entry) => entry.id === id), "the model is listed");
    },

    async stream({ client }) {
      const stream = client.chat.completions.stream(asking(QUESTION, { stream_options: { include_usage: true } }));
      let pieces = "";
      for await (const chunk of stream) pieces += chunk.choices[0]?.delta?.content ?? "";
      const choice = assertWhole({ ...(await stream.finalChatCompletion()), usage: await stream.totalUsage() });
      assert.equal(choice.message.content, pieces);
      assert.equal(choice.finish_reason, "stop");
      // Without being asked for, counts do not appear in the stream.
      for await (const chunk of await client.chat.completions.create(asking(QUESTION, { stream: true }))) assert.ok(!chunk.usage && chunk.choices.length === 1);
    },

    async tools({ client }) {
      const choice = assertWhole(await client.chat.completions.create(asking(QUESTION, { tools, tool_choice: { type: "function", function: { name: "record_intent" } } })));
      const [call] = choice.message.tool_calls;
      assert.equal(choice.finish_reason, "tool_calls");
      assert.equal(typeof JSON.parse(call.function.arguments).urgent, "boolean");
      const messages = [{ role: "user", content: QUESTION }, choice.message, { role: "tool", tool_call_id: call.id, content: "recorded" }];
      assert.ok(assertWhole(await client.chat.completions.create({ ...asking(), tools, messages })).message.content.length > 0);
    },

    async parallel_tools({ client }) {
      const stream = client.chat.completions.stream(asking(QUESTION, { tools, tool_choice: "required", stream_options: { include_usage: true } }));
      const { message } = (await stream.finalChatCompletion()).choices[0];
      assert.deepEqual(message.tool_calls.map((call) => call.function.name).sort(), ["find_branch", "record_intent"]);
      message.tool_calls.forEach((call) => JSON.parse(call.function.arguments));
    },

    async vision({ client }) {
      const image = { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } };
      assert.ok(assertWhole(await client.chat.completions.create(asking([image, { type: "text", text: QUESTION }]))).message.content.length > 0);
    },

    async document({ client }) {
      const file = { type: "file", file: { filename: "letter.pdf", file_data: `data:application/pdf;base64,${PDF}` } };
      assert.ok(assertWhole(await client.chat.completions.create(asking([file, { type: "text", text: QUESTION }]))).message.content.length > 0);
    },

    thinking: cannot("the dialect has no place for thinking blocks and their signatures"),

    cache_markers: cannot("the dialect has no markers"),

    async structured_output({ client }) {
      const response_format = { type: "json_schema", json_schema: { name: "intent", schema: SCHEMA, strict: true } };
      const value = JSON.parse(assertWhole(await client.chat.completions.create(asking(QUESTION, { response_format }))).message.content);
      assert.ok(SCHEMA.properties.intent.enum.includes(value.intent));
      assert.equal(typeof value.urgent, "boolean");
    },

    async error({ client }) {
      const error = await thrownBy(() => client.chat.completions.create(asking(QUESTION, { model: "claude-nonesuch-9" })));
      assert.ok(error instanceof OpenAI.NotFoundError, `${error?.constructor?.name}`);
      assert.match(error.message, /not known/);
      assert.ok(error.requestID, "the error carries a request id");
    },
  },
);
