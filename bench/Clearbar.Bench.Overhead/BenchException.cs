namespace Clearbar.Bench.Overhead;

/// <summary>The measurement cannot go on, or what it saw was wrong; the message is written for whoever runs it.</summary>
internal sealed class BenchException(string message) : Exception(message);
