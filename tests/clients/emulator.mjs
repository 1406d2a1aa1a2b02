// What only the emulator has: accounts, regions, quotas, profiles and availability, seen by the vendors' SDKs, unmodified. The accounts are those
// of tests/Clearbar.EndToEnd/Emulator/EmulatorTarget.cs.
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
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { freshLongText, main, thrownBy } from "./scenarios.mjs";

const MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const PROFILE = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdef123456";
const OWN = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any-secret" };
const OTHER = { accessKeyId: "AKIAOTHERACCOUNT", secretAccessKey: "other-secret" };

const say = (text, more = {}) => new ConverseCommand({
  modelId: MODEL, messages: [{ role: "user", content: [{ text }] }], inferenceConfig: { maxTokens: 100 }, ...more,
});

const refused = async (call, name, status) => {
  const error = await thrownBy(call);
  assert.equal(error.name, name);
  assert.equal(error.$metadata.httpStatusCode, status);
  assert.ok(error.$metadata.requestId);
  return error;
};

const scenarios = {
  async wrong_secret({ runtime }) {
    await refused(() => runtime({ ...OWN, secretAccessKey: "guessed" }).send(say("hi")), "InvalidSignatureException", 403);
  },

  async unknown_access_key({ runtime, control }) {
    const nobody = { accessKeyId: "AKIANOBODY", secretAccessKey: "x" };
    await refused(() => runtime(nobody).send(say("hi")), "UnrecognizedClientException", 403);
    await refused(() => control(nobody).send(new ListFoundationModelsCommand({})), "UnrecognizedClientException", 403);
  },

  async expired_access_key({ runtime }) {
    const expired = { accessKeyId: "AKIAEXPIRED", secretAccessKey: "old-secret" };
    await refused(() => runtime(expired).send(say("hi")), "ExpiredTokenException", 403);
  },

  async wrong_api_key({ anthropic }) {
    const error = await thrownBy(() => anthropic({ apiKey: "guessed" }).messages.create({
      model: "claude-haiku-4-5", max_tokens: 10, messages: [{ role: "user", content: "hi" }],
    }));
    assert.ok(error instanceof Anthropic.AuthenticationError, `${error}`);
  },

  async control_plane_lists_and_gets({ control }) {
    const bedrock = control(OWN, "eu-west-1");
    const { modelSummaries } = await bedrock.send(new ListFoundationModelsCommand({ byProvider: "anthropic", byOutputModality: "TEXT" }));
    const haiku = modelSummaries.find((model) => model.modelId === "anthropic.claude-haiku-4-5-20251001-v1:0");
    assert.equal(haiku.modelArn, `arn:aws:bedrock:eu-west-1::foundation-model/${haiku.modelId}`);
    assert.match(haiku.modelName, /emulated/);
    const { modelDetails } = await bedrock.send(new GetFoundationModelCommand({ modelIdentifier: haiku.modelArn }));
    assert.deepEqual(modelDetails, haiku);
    const ids = [];
    for await (const page of paginateListInferenceProfiles({ client: bedrock, pageSize: 7 }, { typeEquals: "SYSTEM_DEFINED" })) {
      ids.push(...page.inferenceProfileSummaries.map((profile) => profile.inferenceProfileArn));
    }

    assert.ok(ids.length > 20);
    assert.ok(ids.includes(`arn:aws:bedrock:eu-west-1:111122223333:inference-profile/${MODEL}`));
    assert.equal(new Set(ids).size, ids.length);
    await refused(
      () => bedrock.send(new GetFoundationModelCommand({ modelIdentifier: "anthropic.claude-nonesuch-9" })), "ResourceNotFoundException", 404);
  },

  async application_profile_by_arn({ runtime, control }) {
    const bedrock = control(OWN);
    const { inferenceProfileSummaries } = await bedrock.send(new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" }));
    assert.deepEqual(inferenceProfileSummaries.map((profile) => profile.inferenceProfileArn), [PROFILE]);
    const profile = await bedrock.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: PROFILE }));
    assert.equal(profile.type, "APPLICATION");
    assert.equal(profile.inferenceProfileName, "team-a");
    assert.equal(profile.description, "Team A");
    assert.ok(profile.models[0].modelArn.endsWith("foundation-model/anthropic.claude-haiku-4-5-20251001-v1:0"));
    const answer = await runtime(OWN).send(say("hi", { modelId: PROFILE }));
    assert.equal(answer.stopReason, "end_turn");
  },

  async application_profile_of_another_account({ runtime, control }) {
    await refused(() => runtime(OTHER).send(say("hi", { modelId: PROFILE })), "ValidationException", 400);
    await refused(
      () => control(OTHER).send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: PROFILE })), "ResourceNotFoundException", 404);
    await refused(() => runtime(OWN, "eu-west-1").send(say("hi", { modelId: PROFILE })), "ValidationException", 400);
  },

  async availability({ runtime, control }) {
    const bedrock = control(OWN);
    const noAgreement = await bedrock.send(new GetFoundationModelAvailabilityCommand({ modelId: "anthropic.claude-opus-4-1-20250805-v1:0" }));
    assert.equal(noAgreement.agreementAvailability.status, "NOT_AVAILABLE");
    assert.equal(noAgreement.regionAvailability, "AVAILABLE");
    await refused(
      () => runtime(OWN).send(say("hi", { modelId: "us.anthropic.claude-opus-4-1-20250805-v1:0" })), "AccessDeniedException", 403);
    const here = await bedrock.send(new GetFoundationModelAvailabilityCommand({ modelId: "anthropic.claude-opus-4-20250514-v1:0" }));
    assert.equal(here.regionAvailability, "NOT_AVAILABLE");
    await refused(() => runtime(OWN).send(say("hi", { modelId: "us.anthropic.claude-opus-4-20250514-v1:0" })), "ValidationException", 400);
    const elsewhere = await runtime(OWN, "us-west-2").send(say("hi", { modelId: "us.anthropic.claude-opus-4-20250514-v1:0" }));
    assert.equal(elsewhere.stopReason, "end_turn");
  },

  async caches_are_apart_by_account_and_region({ runtime }) {
    const system = [{ text: freshLongText() }, { cachePoint: { type: "default" } }];
    const read = async (client) => (await client.send(say("hi", { system }))).usage.cacheReadInputTokens;
    assert.equal(await read(runtime(OWN)), 0);
    assert.equal(await read(runtime(OWN, "eu-west-1")), 0);
    assert.ok((await read(runtime(OWN))) > 0);
    assert.ok((await read(runtime(OWN, "eu-west-1"))) > 0);
  },

  async throttling_with_the_sdks_own_error({ runtime, anthropic }) {
    // A region of its own, so that no other scenario has used up the one request a minute.
    const client = runtime(OTHER, "ap-southeast-2");
    await client.send(say("first"));
    const error = await refused(() => client.send(say("second")), "ThrottlingException", 429);
    assert.match(error.message, /Too many requests/);

    const ask = { model: "claude-sonnet-4-6", max_tokens: 10, messages: [{ role: "user", content: "hi" }] };
    const messages = anthropic({ apiKey: "other-key" }).messages;
    const { response } = await messages.create(ask).withResponse();
    assert.equal(response.headers.get("anthropic-ratelimit-requests-limit"), "1");
    assert.equal(response.headers.get("anthropic-ratelimit-requests-remaining"), "0");
    const limited = await thrownBy(() => messages.create(ask));
    assert.ok(limited instanceof Anthropic.RateLimitError, `${limited}`);
    assert.ok(Number(limited.headers.get("retry-after")) > 0);
  },

  async messages_on_the_bedrock_path({ anthropic, endpoint }) {
    const client = anthropic({ apiKey: "any-key", baseURL: new URL("anthropic", endpoint).href });
    const ask = { max_tokens: 50, messages: [{ role: "user", content: "hi" }] };
    const message = await client.messages.create({ ...ask, model: "global.anthropic.claude-opus-5" });
    assert.match(message.id, /^msg_bdrk_/);
    assert.match(message.content.at(-1).text, /emulated/);
    const text = await client.messages.stream({ ...ask, model: "global.anthropic.claude-opus-5" }).finalText();
    assert.match(text, /emulated/);
    const direct = await thrownBy(() => client.messages.create({ ...ask, model: "claude-opus-5" }));
    assert.ok(direct instanceof Anthropic.NotFoundError, `${direct}`);
    // SDK 1.x sends 2026-10-21, which Bedrock takes only for models from 4.7 on.
    const old = await thrownBy(() => client.messages.create({ ...ask, model: MODEL }));
    assert.ok(old instanceof Anthropic.BadRequestError, `${old}`);
  },

  async messages_on_mantle({ anthropic, endpoint }) {
    // The host tells mantle from the runtime; Node lets nobody set it, so a plain request does.
    const { request } = await import("node:http");
    const ask = (model) => new Promise((resolve, reject) => {
      const body = JSON.stringify({ model, max_tokens: 50, messages: [{ role: "user", content: "hi" }] });
      const call = request(new URL("anthropic/v1/messages", endpoint), {
        method: "POST",
        headers: {
          host: "bedrock-mantle.us-east-1.api.aws",
          "x-api-key": "any-key",
          "anthropic-version": "2023-06-01",
          "content-type": "application/json",
        },
      }, (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, json: JSON.parse(text) }));
      });
      call.on("error", reject);
      call.end(body);
    });
    const bare = await ask("anthropic.claude-opus-5");
    assert.equal(bare.status, 200, JSON.stringify(bare.json));
    assert.ok(bare.headers["x-amzn-requestid"]);
    const profile = await ask("global.anthropic.claude-opus-5");
    assert.equal(profile.status, 404);
    assert.match(profile.json.error.message, /mantle takes bare ids/);
  },

  async bedrock_counts_tokens_on_the_anthropic_path({ anthropic, endpoint }) {
    const client = anthropic({ apiKey: "any-key", baseURL: new URL("anthropic", endpoint).href });
    const messages = [{ role: "user", content: "Where is my card?" }];
    const counted = await client.messages.countTokens({ model: "global.anthropic.claude-opus-5", messages });
    const message = await client.messages.create({ model: "global.anthropic.claude-opus-5", max_tokens: 5, messages });
    assert.equal(counted.input_tokens, message.usage.input_tokens);
  },

  async scripted_answer({ runtime }) {
    const answer = await runtime(OWN).send(say("Say the word."));
    assert.equal(answer.output.message.content[0].text, "scripted");
  },
};

await main((endpoint) => {
  const clients = [];
  const keep = (client) => {
    clients.push(client);
    return client;
  };
  return {
    endpoint,
    runtime: (credentials, region = "us-east-1") => keep(new BedrockRuntimeClient({ endpoint, region, credentials, maxAttempts: 1 })),
    control: (credentials, region = "us-east-1") => keep(new BedrockClient({ endpoint, region, credentials, maxAttempts: 1 })),
    anthropic: (options) => new Anthropic({ baseURL: endpoint, maxRetries: 0, ...options }),
    close: () => clients.forEach((client) => client.destroy()),
  };
}, scenarios);
