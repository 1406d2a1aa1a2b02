using System.Globalization;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Serving;
using Clearbar.Upstreams.Emulator.Writing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.ControlPlane;

/// <summary>
/// ListInferenceProfiles and GetInferenceProfile for one caller: system profiles and the scenario's application profiles (AWS service
/// model, bedrock 2026-07-31).
/// </summary>
internal sealed class InferenceProfiles(ModelNames names, Caller caller)
{
    /// <summary>Most profiles on a page, and on one that says nothing.</summary>
    private const int LargestPage = 1000;

    /// <summary>Writes <c>{inferenceProfileSummaries:[…], nextToken?}</c>; the token is the number of profiles already given.</summary>
    /// <exception cref="RequestRejectedException">A query parameter is out of range.</exception>
    public void WriteList(Utf8JsonWriter json, IQueryCollection query)
    {
        var limit = Number(query, "maxResults", LargestPage, 1, LargestPage);
        var start = Number(query, "nextToken", 0, 0, int.MaxValue);
        var type = query["type"].ToString();
        var all = (type is "" or "SYSTEM_DEFINED" ? SystemProfiles() : [])
            .Concat(type is "" or "APPLICATION" ? names.ProfilesOf(caller).Select(Own) : [])
            .ToList();
        json.WriteStartObject();
        json.WriteStartArray("inferenceProfileSummaries"u8);
        foreach (var profile in all.Skip(start).Take(limit))
        {
            Write(json, profile);
        }

        json.WriteEndArray();
        if (start < all.Count - limit)
        {
            json.WriteString("nextToken"u8, (start + limit).ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    /// <summary>Writes one profile, by id or ARN.</summary>
    /// <exception cref="RequestRejectedException">There is none.</exception>
    public void Write(Utf8JsonWriter json, string idOrArn)
    {
        var tail = idOrArn.StartsWith("arn:", StringComparison.Ordinal) && idOrArn.Contains(":inference-profile/", StringComparison.Ordinal)
            ? idOrArn[(idOrArn.IndexOf('/', StringComparison.Ordinal) + 1)..]
            : idOrArn;
        foreach (var profile in SystemProfiles())
        {
            if (profile.Id == tail)
            {
                Write(json, profile);
                return;
            }
        }

        foreach (var profile in names.ProfilesOf(caller).Select(Own))
        {
            if (profile.Id == idOrArn || profile.Arn == idOrArn)
            {
                Write(json, profile);
                return;
            }
        }

        throw new RequestRejectedException(Failure.NotFound, "Could not resolve the inference profile from the provided identifier.");
    }

    private IEnumerable<Profile> SystemProfiles()
    {
        foreach (var model in EmulatedModels.All)
        {
            if (model.BedrockId is null || names.StateOf(model, caller) == ModelState.NotInRegion)
            {
                continue;
            }

            foreach (var prefix in model.Profiles.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var id = prefix + "." + model.BedrockId;
                var arn = $"arn:aws:bedrock:{caller.RegionOrDefault}:{caller.Account}:inference-profile/{id}";
                yield return new Profile(id, arn, $"{prefix} {model.Id} emulated", null, "SYSTEM_DEFINED", model);
            }
        }
    }

    private static Profile Own((ApplicationProfile Profile, EmulatedModel Model) entry) => new(
        entry.Profile.Id, entry.Profile.Arn, entry.Profile.Name, entry.Profile.Description, "APPLICATION", entry.Model);

    private static int Number(IQueryCollection query, string name, int fallback, int least, int most)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new RequestRejectedException(
                $"1 validation error detected: Value '{text}' at '{name}' failed to satisfy constraint: "
                + $"Member must be a number from {least} to {most}");
    }

    private void Write(Utf8JsonWriter json, Profile profile)
    {
        json.WriteStartObject();
        json.WriteString("inferenceProfileName"u8, profile.Name);
        if (profile.Description is { } description)
        {
            json.WriteString("description"u8, description);
        }

        json.WriteString("inferenceProfileId"u8, profile.Id);
        json.WriteString("inferenceProfileArn"u8, profile.Arn);
        json.WriteString("status"u8, "ACTIVE"u8);
        json.WriteString("type"u8, profile.Type);
        json.WriteStartArray("models"u8);
        json.WriteStartObject();
        json.WriteString("modelArn"u8, FoundationModels.ArnOf(profile.Model, caller));
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private readonly record struct Profile(string Id, string Arn, string Name, string? Description, string Type, EmulatedModel Model);
}
