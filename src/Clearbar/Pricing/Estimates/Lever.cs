namespace Clearbar.Pricing.Estimates;

/// <summary>What saves money, in the order in which the waterfall applies it: each lever acts on what those before it left.</summary>
public enum Lever : byte
{
    /// <summary>The shared prefix is read from a prompt cache.</summary>
    Cache,

    /// <summary>Requests that can wait go through batch inference.</summary>
    Batch,

    /// <summary>The global endpoint in place of a regional one.</summary>
    Endpoint,

    /// <summary>Requests answered in the gateway's own process, at no charge.</summary>
    Local,

    /// <summary>Requests answered by a cheaper tier, less the price of tries that did not pass.</summary>
    Tier,
}
