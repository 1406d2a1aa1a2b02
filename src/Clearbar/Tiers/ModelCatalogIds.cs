using System.Collections.Frozen;
using Clearbar.Pricing;

namespace Clearbar.Tiers;

/// <summary>
/// The exact table of every name a model goes by. A name is in the table or it is unknown: nothing is guessed from a part of it, because
/// "haiku" costs four times as much in one generation as in another.
/// </summary>
public sealed class ModelCatalogIds
{
    private const string ArnPrefix = "arn:";

    private readonly FrozenDictionary<string, ModelResolution> _byId;
    private readonly FrozenDictionary<string, ModelResolution> _byProfileArn;

    /// <param name="file">The price file whose models are named.</param>
    /// <param name="applicationProfiles">
    /// ARN of an application inference profile to the Bedrock id it was made from. An ARN says neither model nor scope, so the operator must.
    /// </param>
    /// <exception cref="PriceBookException">A profile's source is not a Bedrock id of the file.</exception>
    public ModelCatalogIds(PriceFile file, IReadOnlyDictionary<string, string>? applicationProfiles = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        var byId = new Dictionary<string, ModelResolution>(StringComparer.Ordinal);
        foreach (var model in file.Models)
        {
            byId[model.Id] = new ModelResolution(model.Id, null, Scope.None, null, true);
            foreach (var alias in model.Aliases)
            {
                byId[alias] = new ModelResolution(model.Id, null, Scope.None, null, true);
            }

            AddBedrockIds(model, file.Rules.GeoPrefixes, byId);
        }

        _byId = byId.ToFrozenDictionary(StringComparer.Ordinal);
        _byProfileArn = ReadProfiles(applicationProfiles ?? FrozenDictionary<string, string>.Empty);
    }

    /// <summary>Every id and alias the table knows, ARNs aside.</summary>
    public IEnumerable<string> Known => _byId.Keys;

    /// <summary>Finds the model an id, alias or ARN stands for. Case matters, as it does on every surface.</summary>
    public bool TryResolve(string idOrAliasOrArn, out ModelResolution? resolution)
    {
        ArgumentNullException.ThrowIfNull(idOrAliasOrArn);
        if (_byId.TryGetValue(idOrAliasOrArn, out resolution) || _byProfileArn.TryGetValue(idOrAliasOrArn, out resolution))
        {
            return true;
        }

        return idOrAliasOrArn.StartsWith(ArnPrefix, StringComparison.Ordinal) && TryResolveArn(idOrAliasOrArn, out resolution);
    }

    private static void AddBedrockIds(PricedModel model, IReadOnlyList<string> geos, Dictionary<string, ModelResolution> byId)
    {
        if (model.Bedrock is not { } bedrock)
        {
            return;
        }

        byId[bedrock.BaseId] = new ModelResolution(model.Id, Surface.Bedrock, Scope.InRegion, null, bedrock.Ids.ContainsKey("inRegion"));
        byId[$"global.{bedrock.BaseId}"] =
            new ModelResolution(model.Id, Surface.Bedrock, Scope.Global, null, bedrock.Ids.ContainsKey("global"));
        byId[$"us-gov.{bedrock.BaseId}"] =
            new ModelResolution(model.Id, Surface.Bedrock, Scope.Gov, null, bedrock.Ids.ContainsKey("us-gov"));
        var listed = bedrock.Ids.Keys.Except(["inRegion", "global", "us-gov"], StringComparer.Ordinal);
        foreach (var geo in geos.Union(listed, StringComparer.Ordinal))
        {
            byId[$"{geo}.{bedrock.BaseId}"] =
                new ModelResolution(model.Id, Surface.Bedrock, Scope.Geo, geo, bedrock.Ids.ContainsKey(geo));
        }
    }

    // arn        = "arn:" partition ":bedrock:" region ":" account ":" resource
    // resource   = "foundation-model/" base-id            (account empty)
    //            | "inference-profile/" prefix "." base-id (account of the caller)
    // An id may hold a colon ("…-v1:0"), so only the first five separate.
    // Source: Amazon Bedrock user guide, "Supported foundation models" and "Inference profiles" (read 2026-10).
    private bool TryResolveArn(string arn, out ModelResolution? resolution)
    {
        resolution = null;
        var parts = arn.Split(':', 6);
        if (parts.Length < 6 || parts[2] != "bedrock" || parts[1] is not ("aws" or "aws-us-gov" or "aws-cn"))
        {
            return false;
        }

        var slash = parts[5].IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !_byId.TryGetValue(parts[5][(slash + 1)..], out var named) || named.Surface is null)
        {
            return false;
        }

        var isBase = named.Scope == Scope.InRegion;
        switch (parts[5][..slash])
        {
            case "foundation-model" when isBase:
                // A bare id called inside GovCloud has no prefix that would say so; its partition does.
                resolution = parts[1] == "aws-us-gov" ? named with { Scope = Scope.Gov, Listed = false } : named;
                return true;
            case "inference-profile" when !isBase:
                resolution = named;
                return true;
            default:
                return false;
        }
    }

    private FrozenDictionary<string, ModelResolution> ReadProfiles(IReadOnlyDictionary<string, string> profiles)
    {
        var byArn = new Dictionary<string, ModelResolution>(StringComparer.Ordinal);
        var errors = new List<string>();
        foreach (var (arn, source) in profiles)
        {
            if (!arn.StartsWith(ArnPrefix, StringComparison.Ordinal)
                || !arn.Contains(":application-inference-profile/", StringComparison.Ordinal))
            {
                errors.Add($"{arn}: must be the ARN of an application inference profile");
            }
            else if (!TryResolve(source, out var resolution) || resolution!.Surface is null)
            {
                errors.Add($"{arn}: its source \"{source}\" is not a Bedrock id or ARN of the model list");
            }
            else
            {
                byArn[arn] = resolution;
            }
        }

        return errors.Count == 0 ? byArn.ToFrozenDictionary(StringComparer.Ordinal) : throw new PriceBookException(errors);
    }
}
