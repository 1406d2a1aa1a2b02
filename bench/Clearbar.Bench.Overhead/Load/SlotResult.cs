namespace Clearbar.Bench.Overhead.Load;

/// <summary>What one slot saw.</summary>
/// <param name="FirstByte">Time to the first byte of each body, stopwatch ticks, ascending.</param>
/// <param name="LastByte">Time to the last byte of each body, stopwatch ticks, ascending.</param>
/// <param name="Elapsed">Length of the slot.</param>
/// <param name="Cpu">CPU time the server used in it.</param>
internal sealed record SlotResult(long[] FirstByte, long[] LastByte, TimeSpan Elapsed, TimeSpan Cpu);
