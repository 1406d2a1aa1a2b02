namespace Clearbar.Ledger.Reports;

/// <summary>Milliseconds the gateway itself added to accepted requests, by nearest rank, to three significant digits.</summary>
/// <param name="Count">Requests it was measured on; with 0 the percentiles are 0 and mean nothing.</param>
/// <param name="P50">Median.</param>
/// <param name="P99">99th percentile.</param>
public readonly record struct GatewayTime(long Count, double P50, double P99);
