namespace Clearbar.Bench.Overhead.Streams;

/// <summary>What open streams cost one server.</summary>
/// <param name="Target">The server.</param>
/// <param name="BytesPerStream">Resident memory with all open, less that before the first was opened, by the number of streams; the median of the samples.</param>
/// <param name="PeakBytesPerStream">The same of the largest sample.</param>
/// <param name="CpuPerStream">CPU time per stream, from opening it to its end.</param>
internal sealed record StreamsFigures(string Target, double BytesPerStream, double PeakBytesPerStream, TimeSpan CpuPerStream);
