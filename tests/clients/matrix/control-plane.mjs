// @aws-sdk/client-bedrock, unmodified: the read side of the control plane. It carries no inference, so most of the matrix is not its business.
import assert from "node:assert/strict";
import { BedrockClient, GetFoundationModelCommand, GetInferenceProfileCommand, ListFoundationModelsCommand, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { main, thrownBy } from "../scenarios.mjs";
import { cannot } from "./given.mjs";

const other = cannot("the control plane carries no inference; text stands for its lists");

await main(
  (endpoint) => {
    const client = new BedrockClient({ endpoint, region: "us-east-1", credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "made-up" }, maxAttempts: 1 });
    return { client, close: () => client.destroy() };
  },
  {
    async text({ client }) {
      const { modelSummaries } = await client.send(new ListFoundationModelsCommand({ byProvider: "Anthropic" }));
      const { inferenceProfileSummaries } = await client.send(new ListInferenceProfilesCommand({}));
      assert.ok(modelSummaries.length > 0 && inferenceProfileSummaries.length > 0);
      const { modelDetails } = await client.send(new GetFoundationModelCommand({ modelIdentifier: modelSummaries[0].modelId }));
      assert.equal(modelDetails.modelId, modelSummaries[0].modelId);
      const profile = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: inferenceProfileSummaries[0].inferenceProfileArn }));
      assert.equal(profile.inferenceProfileId, inferenceProfileSummaries[0].inferenceProfileId);
    },
    stream: other,
    tools: other,
    parallel_tools: other,
    vision: other,
    document: other,
    thinking: other,
    cache_markers: other,
    structured_output: other,

    async error({ client }) {
      const error = await thrownBy(() => client.send(new GetFoundationModelCommand({ modelIdentifier: "anthropic.claude-nonesuch-9" })));
      assert.equal(error.name, "ResourceNotFoundException");
    },
  },
);
