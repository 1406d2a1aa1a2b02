using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Routing;

/// <summary>One step of a plan: what would be called, and with which switches. A value; nothing is sent by having it.</summary>
public sealed record PlannedStep
{
    /// <summary>The rung's name as it appears in <c>x-clearbar-path</c>, for example <c>haiku</c> or <c>sonnet+thinking</c>.</summary>
    public required string Rung { get; init; }

    /// <summary>Null on rung 0.</summary>
    public Model? Model { get; init; }

    /// <summary>Null on rung 0.</summary>
    public Deployment? Deployment { get; init; }

    /// <summary>The dialect the deployment is spoken to in; another than the client's where there is a crossing between them.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>The model's id in the form deployment and dialect want; it stands in the body (Anthropic) or the path (Bedrock).</summary>
    public string WireModelId { get; init; } = "";

    /// <summary>The id that names the price: model, surface and scope.</summary>
    public string PricedModelId { get; init; } = "";

    /// <summary>The model is the one the client asked for, under whatever name: nothing of the request needs to be adapted to another.</summary>
    public bool IsAskedModel { get; init; }

    /// <summary>The plan switches extended thinking on.</summary>
    public bool Thinking { get; init; }

    /// <summary>
    /// Every deployment that can serve this rung within the residency of the first, in the owner's order; this step is one of them. Errors
    /// move from one to the next (fail-over), quality never does.
    /// </summary>
    public IReadOnlyList<PlannedStep> Candidates { get; init; } = [];

    public bool IsLocal => Deployment is null;
}
