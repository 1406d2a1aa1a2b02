// The model lists and token counts, with @anthropic-ai/sdk and @aws-sdk/client-bedrock, unmodified.
import assert from "node:assert/strict";
import Anthropic from "@anthropic-ai/sdk";
import {
  BedrockClient,
  GetFoundationModelAvailabilityCommand,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
  paginateListInferenceProfiles,
} from "@aws-sdk/client-bedrock";
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

  async get_foundation_model({ bedrock }) {
    const id = "anthropic.claude-haiku-4-5-20251001-v1:0";
    const arn = `arn:aws:bedrock:us-east-1::foundation-model/${id}`;
    const [byId, byArn] = await Promise.all([id, arn].map((modelIdentifier) => bedrock.send(new GetFoundationModelCommand({ modelIdentifier }))));
    assert.equal(byId.modelDetails.modelId, id);
    assert.equal(byId.modelDetails.modelArn, arn);
    assert.equal(byId.modelDetails.providerName, "Anthropic");
    assert.deepEqual(byArn.modelDetails, byId.modelDetails);
  },

  async get_foundation_model_unknown({ bedrock }) {
    for (const modelIdentifier of ["anthropic.claude-nonesuch-9", "global.anthropic.claude-haiku-4-5-20251001-v1:0"]) {
      const error = await thrownBy(() => bedrock.send(new GetFoundationModelCommand({ modelIdentifier })));
      assert.equal(error.name, "ResourceNotFoundException");
      assert.equal(error.$metadata.httpStatusCode, 404);
      assert.ok(error.$metadata.requestId);
    }
  },

  async get_foundation_model_availability({ bedrock }) {
    const modelId = "anthropic.claude-haiku-4-5-20251001-v1:0";
    const answer = await bedrock.send(new GetFoundationModelAvailabilityCommand({ modelId }));
    assert.equal(answer.modelId, modelId);
    assert.equal(answer.agreementAvailability.status, "AVAILABLE");
    assert.equal(answer.authorizationStatus, "AUTHORIZED");
    assert.equal(answer.entitlementAvailability, "AVAILABLE");
    assert.equal(answer.regionAvailability, "AVAILABLE");
    const error = await thrownBy(() => bedrock.send(new GetFoundationModelAvailabilityCommand({ modelId: "anthropic.claude-nonesuch-9" })));
    assert.equal(error.name, "ResourceNotFoundException");
  },

  async get_inference_profile({ bedrock }) {
    const id = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    const byId = await bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: id }));
    assert.equal(byId.inferenceProfileId, id);
    assert.equal(byId.type, "SYSTEM_DEFINED");
    assert.equal(byId.status, "ACTIVE");
    assert.ok(byId.models[0].modelArn.endsWith("::foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0"));
    const byArn = await bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: byId.inferenceProfileArn }));
    assert.equal(byArn.inferenceProfileId, id);
    const unknown = await thrownBy(() => bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: "us.anthropic.claude-nonesuch-9" })));
    assert.equal(unknown.name, "ResourceNotFoundException");
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
