namespace Clearbar.Ledger.Reports;

/// <summary>What a report's rows stand for.</summary>
public enum ReportGrouping : byte
{
    /// <summary>UTC day the attempt was opened on.</summary>
    Day,

    /// <summary>Id of the caller's key.</summary>
    Key,

    /// <summary>Request class.</summary>
    Class,

    /// <summary>Model id sent upstream.</summary>
    Model,

    /// <summary>Rung of the ladder.</summary>
    Rung,

    /// <summary>Configured deployment.</summary>
    Deployment,

    /// <summary>How the attempt ended.</summary>
    Outcome,
}
