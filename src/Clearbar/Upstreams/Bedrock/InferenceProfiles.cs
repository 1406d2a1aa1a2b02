using System.Net;
using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Tiers;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Finds out what application inference profiles were made from, by asking Bedrock's control plane once at start. An ARN says neither model nor scope,
/// and neither is ever guessed from its text (requirement 5).
/// </summary>
/// <remarks>
/// <code>
/// GET /inference-profiles/{arn} → { "inferenceProfileArn", "type": "APPLICATION", "models": [ 1*5 { "modelArn": foundation-model ARN } ] }
/// </code>
/// AWS service model, bedrock 2026-07-31. A profile made from a global profile lists a model without a region, one made from a model lists one region,
/// one made from a geographic profile lists the regions of its geography.
/// </remarks>
public sealed class InferenceProfiles(ControlPlane controlPlane)
{
    /// <summary>Bedrock ids the profiles stand for. What cannot be found out is reported with the ARN as its key.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        GatewayOptions options, ModelCatalog catalog, List<ConfigError> errors, CancellationToken cancellation)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (arn, source) in options.InferenceProfiles)
        {
            if (source is not null)
            {
                found[arn] = source;
            }
            else if (await AskAsync(arn, options, catalog, errors, cancellation) is { } id)
            {
                found[arn] = id;
            }
        }

        return found;
    }

    private async Task<string?> AskAsync(
        string arn, GatewayOptions options, ModelCatalog catalog, List<ConfigError> errors, CancellationToken cancellation)
    {
        var region = RegionOf(arn);
        var deployment = options.Deployments.FirstOrDefault(candidate => candidate.Surface == Surface.Bedrock && candidate.Region == region);
        if (deployment is null)
        {
            errors.Add(new ConfigError($"inferenceProfiles.{arn}", $"no bedrock deployment in {region}, where the profile is; add one, or write the id it was made from"));
            return null;
        }

        try
        {
            var (status, _, body) = await controlPlane.GetAsync(deployment, $"/inference-profiles/{Uri.EscapeDataString(arn)}", [], cancellation);
            if (status != (int)HttpStatusCode.OK)
            {
                errors.Add(new ConfigError(
                    $"inferenceProfiles.{arn}", $"Bedrock answered {status} to GetInferenceProfile; allow bedrock:GetInferenceProfile, or write the id it was made from"));
                return null;
            }

            using var profile = JsonDocument.Parse(body);
            return SourceOf(arn, profile.RootElement, catalog, errors);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            errors.Add(new ConfigError($"inferenceProfiles.{arn}", $"Bedrock could not be asked ({exception.Message}); write the id it was made from"));
            return null;
        }
    }

    private static string? SourceOf(string arn, JsonElement profile, ModelCatalog catalog, List<ConfigError> errors)
    {
        var regions = new HashSet<string>(StringComparer.Ordinal);
        var models = new HashSet<Model>();
        if (profile.TryGetProperty("models", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in list.EnumerateArray())
            {
                if (item.TryGetProperty("modelArn", out var name) && name.GetString() is { } modelArn && catalog.TryResolve(modelArn, out var model, out _))
                {
                    regions.Add(RegionOf(modelArn));
                    models.Add(model);
                }
            }
        }

        if (models.Count != 1)
        {
            errors.Add(new ConfigError($"inferenceProfiles.{arn}", "the profile names no Claude model this version knows; write the id it was made from"));
            return null;
        }

        var id = IdOf(models.First(), regions);
        if (id is null)
        {
            errors.Add(new ConfigError($"inferenceProfiles.{arn}", $"the profile's regions ({string.Join(", ", regions.Order(StringComparer.Ordinal))}) are no geography of the model; write the id it was made from"));
        }

        return id;
    }

    private static string? IdOf(Model model, HashSet<string> regions)
    {
        if (regions.Contains(""))
        {
            return model.IdOn(Surface.Bedrock, Scope.Global);
        }

        if (regions.Count == 1)
        {
            return model.IdOn(Surface.BedrockMantle);
        }

        foreach (var geo in (ReadOnlySpan<string>)["us", "eu", "jp", "au", "ca", "apac"])
        {
            if (regions.All(region => BedrockRegions.CanCall(region, Scope.Geo, geo)))
            {
                return model.IdOn(Surface.Bedrock, Scope.Geo, geo);
            }
        }

        return null;
    }

    /// <summary>Fourth field of an ARN; empty where it has none.</summary>
    public static string RegionOf(string arn) => arn.Split(':', 5) is { Length: 5 } parts ? parts[3] : "";
}
