using System.Collections.Frozen;
using Clearbar.Upstreams.Emulator.Accounts;
using Clearbar.Upstreams.Emulator.Models;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Serving;
using Clearbar.Upstreams.Emulator.Writing;

namespace Clearbar.Upstreams.Emulator.ControlPlane;

/// <summary>Finds the model a name stands for on a surface, for a caller: names, application profiles and availability.</summary>
/// <remarks>
/// Id forms by surface (Amazon Bedrock user guide, Oct 2026): the runtime takes base ids, profile ids and ARNs; its Anthropic path profile
/// ids only; mantle bare <c>anthropic.</c> ids only. Where neither host nor signature says which of the two is meant, both forms are taken.
/// </remarks>
internal sealed class ModelNames
{
    private readonly AccountBook _accounts;
    private readonly IReadOnlyList<AvailabilityRule> _availability;
    private readonly FrozenDictionary<string, (ApplicationProfile Profile, EmulatedModel Model)> _applicationProfiles;

    /// <exception cref="FormatException">A profile copies from nothing known, or two have one ARN.</exception>
    public ModelNames(EmulatorOptions options, AccountBook accounts)
    {
        _accounts = accounts;
        _availability = options.Availability;
        foreach (var rule in _availability)
        {
            if (rule.Model is { } name && !EmulatedModels.TryFindDirect(name, out _) && !EmulatedModels.TryFindBedrock(name, out _))
            {
                throw new FormatException($"availability: '{name}' is no model the emulator knows; GET /v1/models lists them.");
            }
        }

        var profiles = new Dictionary<string, (ApplicationProfile, EmulatedModel)>(StringComparer.Ordinal);
        foreach (var profile in options.Profiles)
        {
            if (!EmulatedModels.TryFindBedrock(profile.CopyFrom, out var model))
            {
                throw new FormatException(
                    $"profile {profile.Id}: copyFrom '{profile.CopyFrom}' is no Bedrock id or ARN the emulator knows.");
            }

            if (!profiles.TryAdd(profile.Arn, (profile, model)))
            {
                throw new FormatException($"Two profiles are {profile.Arn}.");
            }
        }

        _applicationProfiles = profiles.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The model a call names and the name its quota is counted under.</summary>
    /// <exception cref="RequestRejectedException">The surface does not know the name, or the caller may not use the model.</exception>
    public (EmulatedModel Model, string QuotaName) Resolve(Route route, string name, Caller caller)
    {
        var found = route.Surface switch
        {
            EmulatedSurface.BedrockRuntime => OnRuntime(name, caller),
            EmulatedSurface.BedrockMessages => OnMessages(name, caller, mantle: false),
            EmulatedSurface.Mantle => OnMessages(name, caller, mantle: true),
            EmulatedSurface.OpenAi => EmulatedModels.TryFindDirect(name, out var either) ? (either, either.Id) : OnRuntime(name, caller),
            _ => EmulatedModels.TryFindDirect(name, out var direct) ? (direct, direct.Id) : null,
        };
        if (found is not { } known)
        {
            throw Unknown(route, name);
        }

        if (route.Bedrock)
        {
            Refuse(StateOf(known.Model, caller), route, name);
        }

        return known;
    }

    /// <summary>Whether the caller may call the model where it stands.</summary>
    public ModelState StateOf(EmulatedModel model, Caller caller)
    {
        foreach (var rule in _availability)
        {
            if ((rule.Account is null || rule.Account == caller.Account)
                && (rule.Region is null || rule.Region == caller.RegionOrDefault)
                && (rule.Model is null || IsNameOf(rule.Model, model)))
            {
                return rule.State;
            }
        }

        return ModelState.Available;
    }

    /// <summary>The application profiles of the caller's account and region.</summary>
    public IEnumerable<(ApplicationProfile Profile, EmulatedModel Model)> ProfilesOf(Caller caller) =>
        _applicationProfiles.Values
            .Where(entry => Owns(caller, entry.Profile))
            .OrderBy(static entry => entry.Profile.Arn, StringComparer.Ordinal);

    private (EmulatedModel Model, string QuotaName)? OnRuntime(string name, Caller caller)
    {
        if (EmulatedModels.TryFindBedrock(name, out var model))
        {
            return (model, LastPart(name));
        }

        // An application profile draws on the quota of what it was made from.
        return _applicationProfiles.TryGetValue(name, out var entry) && Owns(caller, entry.Profile)
            ? (entry.Model, LastPart(entry.Profile.CopyFrom)) : null;
    }

    private (EmulatedModel Model, string QuotaName)? OnMessages(string name, Caller caller, bool mantle)
    {
        var found = OnRuntime(name, caller);
        var bare = name.StartsWith("anthropic.", StringComparison.Ordinal);
        return caller.Service is null || bare == mantle ? found : null;
    }

    private bool Owns(Caller caller, ApplicationProfile profile) =>
        (profile.Account == caller.Account || !_accounts.IsConfigured(profile.Account))
        && (caller.Region is null || caller.Region == profile.Region);

    private static bool IsNameOf(string name, EmulatedModel model) =>
        (EmulatedModels.TryFindDirect(name, out var found) || EmulatedModels.TryFindBedrock(name, out found)) && found == model;

    private static string LastPart(string name) =>
        name.StartsWith("arn:", StringComparison.Ordinal) ? name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..] : name;

    private static RequestRejectedException Unknown(Route route, string name) => new(Failure.UnknownModel, route.Surface switch
    {
        EmulatedSurface.BedrockRuntime => "The provided model identifier is invalid.",
        EmulatedSurface.BedrockMessages => $"model: {name} (this path takes inference profile ids such as global.anthropic.claude-opus-5)",
        EmulatedSurface.Mantle => $"model: {name} (mantle takes bare ids such as anthropic.claude-opus-5)",
        EmulatedSurface.OpenAi => $"The model `{name}` does not exist or you do not have access to it.",
        _ => $"model: {name}",
    });

    private static void Refuse(ModelState state, Route route, string name)
    {
        switch (state)
        {
            case ModelState.NoAgreement:
                throw new RequestRejectedException(
                    Failure.Permission,
                    "Model access is denied: no AWS Marketplace agreement for this model exists in this account.");
            case ModelState.NotAuthorized:
                throw new RequestRejectedException(Failure.Permission, "You don't have access to the model with the specified model ID.");
            case ModelState.NotEntitled:
                throw new RequestRejectedException(
                    Failure.NotFound,
                    "Model use case details have not been submitted for this account. Fill out the use case details form.");
            case ModelState.NotInRegion:
                throw Unknown(route, name);
        }
    }
}
