using Clearbar.Torture.Disks;

namespace Clearbar.Torture.Ordeals;

/// <summary>
/// No room for the journal (nor for SQLite): a small file system of its own, filled to the last byte. Requests are refused before they are sent, none
/// is lost, and freeing space is enough to go on.
/// </summary>
internal sealed class DiskFull : IOrdeal
{
    private const int Rounds = 4;

    public string Name => "disk-full";

    public int Steps(TortureOptions options) => Rounds;

    public async Task<string> RunAsync(Stand stand, Action step)
    {
        using var disk = SmallDisk.TryMount(stand.DataDirectory, megabytes: 24)
            ?? throw new OrdealSkippedException("needs Linux and root, to mount a small file system");
        var refused = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await using var gateway = stand.StartGateway();
            var address = await gateway.ListensAsync();
            await stand.AuditAsync($"disk full, round {round - 1}", address);
            await using var crowd = stand.Crowd(address);
            await crowd.StartedAsync();
            await Task.Delay(stand.Random.Next(500));
            refused += await FillAndFreeAsync(disk, crowd, killed: round % 2 == 0 ? gateway : null);
            if (round % 2 != 0)
            {
                await crowd.EnoughAsync();
                await stand.AuditAsync($"disk full and freed, round {round}", address);
                OrdealFailedException.Unless(await gateway.StopAsync() == 0, "SIGTERM did not end it with code 0");
            }

            step();
        }

        await using var last = stand.StartGateway();
        await stand.AuditAsync("disk full", await last.ListensAsync());
        OrdealFailedException.Unless(await last.StopAsync() == 0, "SIGTERM did not end it with code 0");
        return FormattableString.Invariant($"{Rounds} times, a tmpfs of 24 MB filled, {Rounds / 2} of them killed while full; {refused} requests refused");
    }

    private static async Task<int> FillAndFreeAsync(SmallDisk disk, Load.Crowd crowd, ServerProcess? killed)
    {
        disk.Fill();
        await Stand.UntilAsync(() => crowd.Failures > 20, "requests are refused while the disk is full");
        var refused = crowd.Failures;
        if (killed is not null)
        {
            crowd.ExpectDeath();
            await killed.KillAsync();
        }

        disk.Free();
        if (killed is null)
        {
            var before = crowd.Answers;
            await Stand.UntilAsync(() => crowd.Answers > before + 20, "requests are answered again after space was freed, without a restart");
        }

        return refused;
    }
}
