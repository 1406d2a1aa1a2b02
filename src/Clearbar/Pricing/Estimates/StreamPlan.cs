namespace Clearbar.Pricing.Estimates;

/// <summary>How requests that go to one model are best sent, and what that costs in a month.</summary>
/// <param name="ModelId">The model's id on the direct API.</param>
/// <param name="Requests">Requests per month.</param>
/// <param name="Batched">Those of them that go through batch inference.</param>
/// <param name="Cache">Lifetime of the cache entries that requests answered at once write and read.</param>
/// <param name="Hits">Requests answered at once that read their prefix from the cache.</param>
/// <param name="BatchHits">Batched requests that read their prefix from the cache.</param>
/// <param name="Cost">US dollars per month, exact.</param>
public sealed record StreamPlan(string ModelId, long Requests, long Batched, CacheLifetime Cache, long Hits, long BatchHits, Usd Cost);
