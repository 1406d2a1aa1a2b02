using System.Diagnostics;

namespace Clearbar.Torture.Ordeals;

/// <summary>
/// No room for the journal: a small file system of its own, filled to the last byte, when that may be mounted; the largest file the process may
/// write otherwise. Requests are refused before they are sent, none is lost, and freeing space is enough to go on.
/// </summary>
internal sealed class DiskFull : IOrdeal
{
    private const int Rounds = 4;
    private const int LimitBlocks = 512;

    public string Name => "disk-full";

    public int Steps(TortureOptions options) => Rounds;

    public async Task<string> RunAsync(Stand stand, Action step)
    {
        stand.BrokenIsUnknown = true;
        if (!Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", stand.DataDirectory))
        {
            return await RunWithLimitAsync(stand, step);
        }

        try
        {
            return await RunMountedAsync(stand, step);
        }
        finally
        {
            Run("umount", stand.DataDirectory);
        }
    }

    private static async Task<string> RunMountedAsync(Stand stand, Action step)
    {
        var refused = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await using var gateway = stand.StartGateway();
            var address = await gateway.ListensAsync();
            await stand.AuditAsync($"disk full, round {round - 1}", address);
            await using var crowd = stand.Crowd(address);
            await crowd.StartedAsync();
            await Task.Delay(stand.Random.Next(500));
            refused += await FillAndFreeAsync(stand, crowd, killed: round % 2 == 0 ? gateway : null);
            if (round % 2 != 0)
            {
                await crowd.EnoughAsync();
                OrdealFailedException.Unless(await gateway.StopAsync() == 0, "SIGTERM did not end it with code 0");
            }

            step();
        }

        await using var last = stand.StartGateway();
        await stand.AuditAsync("disk full", await last.ListensAsync());
        OrdealFailedException.Unless(await last.StopAsync() == 0, "SIGTERM did not end it with code 0");
        return FormattableString.Invariant($"{Rounds} times, a tmpfs of 24 MB filled (root), {Rounds / 2} of them killed while full; {refused} requests refused");
    }

    private static async Task<int> FillAndFreeAsync(Stand stand, Load.Crowd crowd, ServerProcess? killed)
    {
        var ballast = Path.Combine(stand.DataDirectory, "ballast");
        Fill(ballast);
        await Stand.UntilAsync(() => crowd.Failures > 20, "requests are refused while the disk is full");
        var refused = crowd.Failures;
        if (killed is not null)
        {
            crowd.ExpectDeath();
            await killed.KillAsync();
        }

        File.Delete(ballast);
        if (killed is null)
        {
            var before = crowd.Answers;
            await Stand.UntilAsync(() => crowd.Answers > before + 20, "requests are answered again after space was freed, without a restart");
        }

        return refused;
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full: what was wanted.
        }
    }

    private static async Task<string> RunWithLimitAsync(Stand stand, Action step)
    {
        var refused = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await using (var gateway = stand.StartGateway(limitBlocks: LimitBlocks))
            {
                await using var crowd = stand.Crowd(await gateway.ListensAsync());
                await Stand.UntilAsync(() => crowd.Failures > 20, "requests are refused when the journal cannot grow");
                refused += crowd.Failures;
                crowd.ExpectDeath();
                await gateway.KillAsync();
            }

            await using var last = stand.StartGateway();
            await stand.AuditAsync($"file size limit, round {round}", await last.ListensAsync());
            OrdealFailedException.Unless(await last.StopAsync() == 0, "SIGTERM did not end it with code 0");
            step();
        }

        return FormattableString.Invariant($"{Rounds} times, largest file limited to {LimitBlocks / 2} KiB (ulimit -f; not root); {refused} requests refused");
    }

    private static bool Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" 2>/dev/null", "sh", program, .. arguments]) { UseShellExecute = false };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
