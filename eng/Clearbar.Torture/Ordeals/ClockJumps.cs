using Clearbar.Torture.Clock;

namespace Clearbar.Torture.Ordeals;

/// <summary>The gateway's wall clock jumps hours and days, forward and back, under load; every second jump is followed by a kill.</summary>
internal sealed class ClockJumps : IOrdeal
{
    private static readonly TimeSpan[] s_jumps =
    [
        TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(1), TimeSpan.FromDays(-2), TimeSpan.FromDays(3),
        TimeSpan.FromSeconds(-1), TimeSpan.FromDays(-1), TimeSpan.Zero,
    ];

    public string Name => "clock-jumps";

    public int Steps(TortureOptions options) => s_jumps.Length;

    public async Task<string> RunAsync(Stand stand, Action step)
    {
        using var clock = MovableClock.TryCreate(stand.Root)
            ?? throw new OrdealSkippedException("needs Linux and a C compiler named cc, to move the clock of one process only");
        for (var i = 0; i < s_jumps.Length; i += 2)
        {
            await using var gateway = stand.StartGateway(clock.Environment);
            var address = await gateway.ListensAsync();
            await stand.AuditAsync("a clock jump and a kill", address);
            await using var crowd = stand.Crowd(address);
            foreach (var jump in s_jumps.AsSpan(i, 2).ToArray())
            {
                await crowd.StartedAsync();
                await Task.Delay(stand.Random.Next(200, 600));
                clock.Set(jump);
                await Task.Delay(stand.Random.Next(200, 600));
                step();
            }

            OrdealFailedException.Unless(crowd.Failures == 0, $"{crowd.Failures} requests failed around clock jumps");
            crowd.ExpectDeath();
            await gateway.KillAsync();
        }

        await using var last = stand.StartGateway();
        await stand.AuditAsync("the last clock jump", await last.ListensAsync());
        var days = Audit.Entry.ReadAll(stand.Store).Select(static entry => entry.Id.ToString()[..6]).Distinct().Count();
        OrdealFailedException.Unless(days > 2, "the clock of the process did not move");
        OrdealFailedException.Unless(await last.StopAsync() == 0, "SIGTERM did not end it with code 0");
        return FormattableString.Invariant($"{s_jumps.Length} jumps of 1 s to 5 days, a kill after every second");
    }
}
