using Clearbar.EndToEnd.Clients;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>One real client: a column of the matrix.</summary>
internal interface IMatrixClient
{
    /// <summary>Package and version.</summary>
    string Name { get; }

    /// <summary>Tries every feature against a gateway; one result each, by the feature's name.</summary>
    Task<IReadOnlyDictionary<string, ScenarioResult>> RunAsync(Uri gateway, CancellationToken cancellation);
}
