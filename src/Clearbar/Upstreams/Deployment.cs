using Clearbar.Quotas;
using Clearbar.Tiers;
using Clearbar.Wire;
using Clearbar.Wire.Crossings;

namespace Clearbar.Upstreams;

/// <summary>
/// One callable target as configured: surface, address, scope. Immutable; the models it serves are decided by the catalog
/// (a model with no id on this surface and scope is not served).
/// </summary>
public sealed record Deployment
{
    /// <summary>The owner's name for it; stands on every ledger entry.</summary>
    public required string Name { get; init; }

    public required Surface Surface { get; init; }

    /// <summary>
    /// The surface whose prices and ids apply. Equal to <see cref="Surface"/> except for the emulator, which stands in for a real one.
    /// </summary>
    public required Surface PricedAs { get; init; }

    /// <summary>Bedrock endpoint kind the ids are made for; <see cref="Tiers.Scope.None"/> elsewhere.</summary>
    public Scope Scope { get; init; }

    /// <summary>Prefix of geographic inference profiles (<c>us</c>, <c>eu</c> …) when <see cref="Scope"/> is <see cref="Tiers.Scope.Geo"/>.</summary>
    public string? Geo { get; init; }

    /// <summary>Base address; null for the embedded emulator until it listens. A Bedrock deployment has its region's unless told otherwise.</summary>
    public Uri? Address { get; init; }

    /// <summary>Name of the environment variable that holds the upstream's key; the key itself is never configuration.</summary>
    public string? KeyVariable { get; init; }

    /// <summary>AWS region whose Bedrock is called and for which calls are signed; null elsewhere.</summary>
    public string? Region { get; init; }

    /// <summary>Bedrock's control plane; null takes the region's.</summary>
    public Uri? ControlPlane { get; init; }

    /// <summary>Clients' questions about models and profiles are answered by this deployment's account instead of the catalog.</summary>
    public bool AnswersLists { get; init; }

    /// <summary>AWS profile the credentials come from; null takes the default chain.</summary>
    public string? Profile { get; init; }

    /// <summary>Role that is assumed with those credentials; null uses them as they are.</summary>
    public string? RoleArn { get; init; }

    public UpstreamTimeouts Timeouts { get; init; } = UpstreamTimeouts.Default;

    /// <summary>
    /// Messages requests go to the runtime host's own <c>/anthropic/v1/messages</c> instead of InvokeModel; <see cref="Surface.Bedrock"/> only.
    /// </summary>
    public bool UsesMessagesPath { get; init; }

    /// <summary>Workspace that Claude Platform on AWS demands with each call; null elsewhere.</summary>
    public string? WorkspaceId { get; init; }

    /// <summary>What an OpenAI-compatible server serves; empty elsewhere.</summary>
    public IReadOnlyList<LocalModel> LocalModels { get; init; } = [];

    /// <summary>What the provider allows here, as far as the owner has said; null: not watched.</summary>
    public DeploymentQuotas? Quotas { get; init; }

    /// <summary>Messages requests become InvokeModel calls, whose body is theirs but for the declared edits.</summary>
    public bool TakesMessagesAsInvoke => Surface == Surface.Bedrock && !UsesMessagesPath;

    /// <summary>Dialects this deployment speaks: same-dialect requests pass through it byte by byte.</summary>
    public bool Speaks(Dialect dialect) => PricedAs == Surface.OpenAiCompatible
        ? dialect == Dialect.OpenAi
        : Surface switch
        {
            Surface.Emulator or Surface.Bedrock => dialect is Dialect.Anthropic or Dialect.Converse or Dialect.Invoke,
            Surface.AnthropicApi or Surface.BedrockMantle or Surface.ClaudePlatformAws => dialect is Dialect.Anthropic,
            _ => false,
        };

    /// <summary>
    /// The dialect this deployment is spoken to in for a client of <paramref name="client"/>: its own where that is spoken, else one there is a
    /// crossing to, the canonical Messages dialect first; null when there is none.
    /// </summary>
    public Dialect? DialectFor(Dialect client)
    {
        if (Speaks(client))
        {
            return client;
        }

        var upstream = Speaks(Dialect.Anthropic) ? Dialect.Anthropic : Dialect.OpenAi;
        return Speaks(upstream) && DialectCrossings.Find(client, upstream) is not null ? upstream : null;
    }

    /// <summary>The id under which this deployment serves <paramref name="model"/> with this scope; null when it does not.</summary>
    public string? PricedIdOf(Model model, Scope scope, string? geo)
    {
        if (PricedAs != Surface.OpenAiCompatible)
        {
            return model.IdOn(PricedAs, scope, geo);
        }

        foreach (var local in LocalModels)
        {
            if (string.Equals(local.Model.Id, model.Id, StringComparison.Ordinal))
            {
                return model.Id;
            }
        }

        return null;
    }

    /// <summary>
    /// The id that names the model in a call. The direct API and Claude Platform on AWS know models by their own ids; mantle by bare Bedrock ids; the
    /// runtime by the form that says the endpoint kind.
    /// </summary>
    public string WireIdOf(Model model, string pricedId, Dialect dialect) =>
        dialect == Dialect.Anthropic && Surface is not (Surface.Bedrock or Surface.BedrockMantle) ? model.Id : pricedId;
}
