// @aws-sdk/client-bedrock-runtime and @anthropic-ai/sdk, unmodified, with nothing but an endpoint and credentials the gateway issued.
// The credentials come in the environment: CLEARBAR_ACCESS_KEY_ID, CLEARBAR_SECRET_ACCESS_KEY, CLEARBAR_API_KEY, CLEARBAR_SHORT_TERM_KEY,
// and of a revoked key CLEARBAR_REVOKED_ACCESS_KEY_ID, CLEARBAR_REVOKED_SECRET_ACCESS_KEY.
import assert from "node:assert/strict";
import Anthropic, { AuthenticationError } from "@anthropic-ai/sdk";
import { BedrockRuntimeClient, BedrockRuntimeServiceException, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { main, thrownBy } from "./scenarios.mjs";

const { env } = process;
const MODEL = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
const ASK = { modelId: MODEL, messages: [{ role: "user", content: [{ text: "Where is my card? “soon”, you said 🙂" }] }], inferenceConfig: { maxTokens: 50 } };
const ISSUED = { accessKeyId: env.CLEARBAR_ACCESS_KEY_ID, secretAccessKey: env.CLEARBAR_SECRET_ACCESS_KEY };

function client(endpoint, credentials, more = {}) {
  return new BedrockRuntimeClient({ endpoint, region: "us-east-1", credentials, maxAttempts: 1, ...more });
}

function withToken(endpoint, token) {
  return new BedrockRuntimeClient({ endpoint, region: "us-east-1", token: { token }, authSchemePreference: ["httpBearerAuth"], maxAttempts: 1 });
}

async function served(bedrock) {
  const response = await bedrock.send(new ConverseCommand(ASK));
  assert.equal(response.$metadata.httpStatusCode, 200);
  assert.ok(response.usage.outputTokens > 0);
  bedrock.destroy();
}

async function refused(bedrock, name) {
  const error = await thrownBy(() => bedrock.send(new ConverseCommand(ASK)));
  assert.ok(error instanceof BedrockRuntimeServiceException, `${error?.name}: ${error?.message}`);
  assert.equal(error.name, name, error.message);
  assert.equal(error.$metadata.httpStatusCode, 403);
  assert.ok(!error.message.includes(ISSUED.secretAccessKey), "no secret in the message");
  bedrock.destroy();
  return error.message;
}

const scenarios = {
  signed_over_http2: ({ endpoint }) => served(client(endpoint, ISSUED)),

  signed_over_http1: ({ endpoint }) => served(client(endpoint, ISSUED, { requestHandler: new NodeHttpHandler() })),

  async signed_stream({ endpoint }) {
    const bedrock = client(endpoint, ISSUED);
    const response = await bedrock.send(new ConverseStreamCommand(ASK));
    const events = [];
    for await (const event of response.stream) {
      events.push(event);
    }

    assert.ok(events.at(-1).metadata.usage.outputTokens > 0);
    bedrock.destroy();
  },

  async twenty_signed_calls_on_one_connection({ endpoint }) {
    const bedrock = client(endpoint, ISSUED);
    await Promise.all(Array.from({ length: 20 }, () => bedrock.send(new ConverseCommand(ASK))));
    bedrock.destroy();
  },

  api_key_as_bedrock_bearer_token: ({ endpoint }) => served(withToken(endpoint, env.CLEARBAR_API_KEY)),

  short_term_bedrock_key: ({ endpoint }) => served(withToken(endpoint, env.CLEARBAR_SHORT_TERM_KEY)),

  wrong_secret: ({ endpoint }) => refused(client(endpoint, { ...ISSUED, secretAccessKey: "wrong" }), "InvalidSignatureException"),

  wrong_secret_over_http1: ({ endpoint }) => refused(
    client(endpoint, { ...ISSUED, secretAccessKey: "wrong" }, { requestHandler: new NodeHttpHandler() }), "InvalidSignatureException"),

  unknown_access_key: ({ endpoint }) => refused(
    client(endpoint, { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "any" }), "UnrecognizedClientException"),

  revoked_access_key: ({ endpoint }) => refused(
    client(endpoint, { accessKeyId: env.CLEARBAR_REVOKED_ACCESS_KEY_ID, secretAccessKey: env.CLEARBAR_REVOKED_SECRET_ACCESS_KEY }),
    "UnrecognizedClientException"),

  foreign_session_token: ({ endpoint }) => refused(client(endpoint, { ...ISSUED, sessionToken: "FwoGEXAMPLE" }), "UnrecognizedClientException"),

  clock_an_hour_behind: ({ endpoint }) => refused(
    client(endpoint, ISSUED, { systemClockOffset: -3_600_000 }), "InvalidSignatureException"),

  unknown_bearer_token: ({ endpoint }) => refused(withToken(endpoint, "cb_nonesuch"), "UnrecognizedClientException"),

  async anthropic_api_key({ endpoint }) {
    const anthropic = new Anthropic({ baseURL: endpoint, apiKey: env.CLEARBAR_API_KEY, maxRetries: 0 });
    const message = await anthropic.messages.create({ model: "claude-haiku-4-5", max_tokens: 50, messages: [{ role: "user", content: "hi" }] });
    assert.equal(message.role, "assistant");
  },

  async anthropic_unknown_key({ endpoint }) {
    const anthropic = new Anthropic({ baseURL: endpoint, apiKey: "cb_nonesuch", maxRetries: 0 });
    const error = await thrownBy(() => anthropic.messages.create({ model: "claude-haiku-4-5", max_tokens: 5, messages: [{ role: "user", content: "hi" }] }));
    assert.ok(error instanceof AuthenticationError, `${error?.name}: ${error?.message}`);
    assert.equal(error.status, 401);
  },
};

await main((endpoint) => ({ endpoint }), scenarios);
