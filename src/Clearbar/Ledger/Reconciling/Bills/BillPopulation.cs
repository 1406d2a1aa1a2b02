namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>The part of the ledger a bill speaks of.</summary>
public enum BillPopulation
{
    /// <summary>Bedrock and its mantle endpoint by tokens, Claude Platform on AWS in consumption units.</summary>
    Aws,

    /// <summary>Bedrock's runtime endpoint only: nothing else is logged there.</summary>
    BedrockRuntime,

    /// <summary>The direct API.</summary>
    Anthropic,
}
