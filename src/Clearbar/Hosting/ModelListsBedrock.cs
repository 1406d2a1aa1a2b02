using System.Buffers;
using System.Text.Json;
using Clearbar.Tiers;

namespace Clearbar.Hosting;

/// <summary>Bedrock's control plane, one resource at a time.</summary>
public sealed partial class ModelLists
{
    /// <summary>GetFoundationModel: one model by base id or foundation-model ARN; false when the list here does not hold it.</summary>
    public bool TryWriteFoundationModel(IBufferWriter<byte> output, string idOrArn)
    {
        if (!TryFindBase(idOrArn, out var model) || !OnBedrock().Contains(model))
        {
            return false;
        }

        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WritePropertyName("modelDetails"u8);
        WriteFoundationModel(json, model);
        json.WriteEndObject();
        return true;
    }

    /// <summary>
    /// GetFoundationModelAvailability: whether this gateway has a Bedrock deployment that serves the model; false when Bedrock does not
    /// sell it.
    /// </summary>
    /// <remarks>The account behind a deployment is not asked: a missing Marketplace agreement shows at the first call.</remarks>
    public bool TryWriteAvailability(IBufferWriter<byte> output, string id)
    {
        if (!TryFindBase(id, out var model))
        {
            return false;
        }

        var served = OnBedrock().Contains(model);
        var status = served ? "AVAILABLE"u8 : "NOT_AVAILABLE"u8;
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("modelId"u8, model.IdOn(Surface.BedrockMantle));
        json.WriteStartObject("agreementAvailability"u8);
        json.WriteString("status"u8, status);
        json.WriteEndObject();
        json.WriteString("authorizationStatus"u8, served ? "AUTHORIZED"u8 : "NOT_AUTHORIZED"u8);
        json.WriteString("entitlementAvailability"u8, status);
        json.WriteString("regionAvailability"u8, status);
        json.WriteEndObject();
        return true;
    }

    /// <summary>GetInferenceProfile: one system profile by id or ARN; false when the list here does not hold it.</summary>
    public bool TryWriteInferenceProfile(IBufferWriter<byte> output, string idOrArn)
    {
        if (!snapshot.Catalog.TryResolve(idOrArn, out var model, out var resolution) || resolution.Surface != Surface.Bedrock)
        {
            return false;
        }

        // An ARN of any account and region names the profile; what comes back has this list's own ARN, as every other entry has.
        var id = model.IdOn(Surface.Bedrock, resolution.Scope, resolution.Geo);
        if (id is null || !OnBedrock().SelectMany(ProfilesOf).Contains((model, id)))
        {
            return false;
        }

        using var json = new Utf8JsonWriter(output);
        WriteProfile(json, model, id);
        return true;
    }

    /// <summary>A model by the id or ARN of the model itself; those of its profiles are no foundation models.</summary>
    private bool TryFindBase(string idOrArn, out Model model)
    {
        var found = snapshot.Catalog.TryResolve(idOrArn, out var named, out var resolution)
            && resolution is { Surface: Surface.Bedrock, Scope: Scope.InRegion }
            && named.IdOn(Surface.BedrockMantle) is not null;
        model = found ? named! : null!;
        return found;
    }
}
