namespace Clearbar.Wire.Crossings;

/// <summary>What a crossing must know to write an answer.</summary>
/// <param name="RequestId">The id the client knows the request by; it stands in error events and where a dialect wants an id and got none.</param>
/// <param name="Model">The model that answered, for upstream dialects that do not say it (Converse).</param>
/// <param name="Created">Time the dialect stamps on answers (OpenAI: <c>created</c>).</param>
/// <param name="IncludeUsage">The client of a stream asked for counts at its end (OpenAI: <c>stream_options.include_usage</c>); others always get them.</param>
public readonly record struct CrossingReply(string RequestId, string Model, DateTimeOffset Created, bool IncludeUsage);
