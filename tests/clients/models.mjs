// The model lists and token counts, with @anthropic-ai/sdk and @aws-sdk/client-bedrock, unmodified.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import { BedrockClient, ListFoundationModelsCommand, ListInferenceProfilesCommand, paginateListInferenceProfiles } from "@aws-sdk/client-bedrock";
import { main, thrownBy } from "./scenarios.mjs";

const QUESTION = [{ role: "user", content: "Where is my card?" }];

const scenarios = {
  async models_list({ anthropic }) {
    const models = [];
    for await (const model of anthropic.models.list({ limit: 3 })) {
      models.push(model);
    }

    assert.ok(models.length > 3, "there is more than one page");
    assert.equal(new Set(models.map((model) => model.id)).size, models.length, "no model comes twice");
    const haiku = models.find((model) => model.id.startsWith("claude-haiku-4-5"));
    assert.equal(haiku.type, "model");
    assert.equal(haiku.line, "haiku");
    assert.ok(haiku.display_name.includes("Haiku"));
    assert.ok(haiku.max_input_tokens >= 200_000);
    return `${models.length} models`;
  },

  async models_page_before({ anthropic }) {
    const first = await anthropic.models.list({ limit: 4 });
    const before = await anthropic.models.list({ limit: 2, before_id: first.data[3].id });
    assert.deepEqual(before.data.map((model) => model.id), first.data.slice(1, 3).map((model) => model.id));
  },

  async models_retrieve({ anthropic }) {
    const model = await anthropic.models.retrieve("claude-opus-5");
    assert.equal(model.id, "claude-opus-5");
  },

  async models_retrieve_unknown({ anthropic }) {
    const error = await thrownBy(() => anthropic.models.retrieve("claude-nonesuch-9"));
    assert.ok(error instanceof Anthropic.NotFoundError, `${error}`);
    assert.equal(error.error.error.type, "not_found_error");
    assert.ok(error.requestID);
  },

  async count_tokens({ anthropic }) {
    const counted = await anthropic.messages.countTokens({ model: "claude-haiku-4-5", messages: QUESTION });
    const message = await anthropic.messages.create({ model: "claude-haiku-4-5", max_tokens: 5, messages: QUESTION });
    assert.equal(counted.input_tokens, message.usage.input_tokens);
    return `${counted.input_tokens} tokens`;
  },

  async count_tokens_by_tier_name({ anthropic }) {
    const counted = await anthropic.messages.countTokens({ model: "haiku", messages: QUESTION, system: "Be brief." });
    assert.ok(counted.input_tokens > 0);
  },

  async count_tokens_without_messages({ anthropic }) {
    const error = await thrownBy(() => anthropic.messages.countTokens({ model: "claude-haiku-4-5" }));
    assert.ok(error instanceof Anthropic.BadRequestError, `${error}`);
    assert.match(error.message, /messages/);
  },

  async list_foundation_models({ bedrock }) {
    const { modelSummaries, $metadata } = await bedrock.send(new ListFoundationModelsCommand({ byProvider: "Anthropic" }));
    assert.ok($metadata.requestId);
    const haiku = modelSummaries.find((model) => model.modelId === "anthropic.claude-haiku-4-5-20251001-v1:0");
    assert.equal(haiku.modelArn, `arn:aws:bedrock:us-east-1::foundation-model/${haiku.modelId}`);
    assert.equal(haiku.providerName, "Anthropic");
    assert.equal(haiku.modelLifecycle.status, "ACTIVE");
    assert.ok(haiku.responseStreamingSupported);
    const none = await bedrock.send(new ListFoundationModelsCommand({ byProvider: "Amazon" }));
    assert.deepEqual(none.modelSummaries, []);
    return `${modelSummaries.length} models`;
  },

  async list_inference_profiles({ bedrock }) {
    const ids = [];
    for await (const page of paginateListInferenceProfiles({ client: bedrock, pageSize: 10 }, {})) {
      assert.ok(page.inferenceProfileSummaries.length <= 10);
      for (const profile of page.inferenceProfileSummaries) {
        assert.equal(profile.type, "SYSTEM_DEFINED");
        assert.equal(profile.status, "ACTIVE");
        assert.ok(profile.inferenceProfileArn.endsWith(`:inference-profile/${profile.inferenceProfileId}`));
        assert.ok(profile.inferenceProfileId.endsWith(profile.models[0].modelArn.split("/")[1]));
        ids.push(profile.inferenceProfileId);
      }
    }

    assert.ok(ids.includes("global.anthropic.claude-haiku-4-5-20251001-v1:0"));
    assert.ok(ids.includes("us.anthropic.claude-haiku-4-5-20251001-v1:0"));
    assert.equal(new Set(ids).size, ids.length, "no profile comes twice");
    const own = await bedrock.send(new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" }));
    assert.deepEqual(own.inferenceProfileSummaries, []);
    return `${ids.length} profiles`;
  },
};

await main((endpoint) => {
  const bedrock = new BedrockClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any-secret" },
    maxAttempts: 1,
  });
  return { anthropic: new Anthropic({ baseURL: endpoint, apiKey: "any-key", maxRetries: 0 }), bedrock, close: () => bedrock.destroy() };
}, scenarios);
