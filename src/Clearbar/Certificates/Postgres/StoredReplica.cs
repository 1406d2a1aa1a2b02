using Clearbar.Certificates.Online;

namespace Clearbar.Certificates.Postgres;

/// <summary>What a replica had stored of itself.</summary>
/// <param name="Version">Of its counts, see <see cref="BookState.Version"/>.</param>
/// <param name="IsFolded">It was away so long that its counts were added to those of the replicas that are gone.</param>
/// <param name="Spend">Its part of the day's dollars.</param>
internal sealed record StoredReplica(long Version, bool IsFolded, ShadowSpend Spend);
