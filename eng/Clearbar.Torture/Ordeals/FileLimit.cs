namespace Clearbar.Torture.Ordeals;

/// <summary>
/// The gateway may write no file beyond some size, which stops its journal in the middle of a record and its SQLite store in the middle of a page,
/// each time until it is killed.
/// </summary>
internal sealed class FileLimit : IOrdeal
{
    private const int Rounds = 4;
    private const int LimitBlocks = 512;

    public string Name => "file-limit";

    public int Steps(TortureOptions options) => Rounds;

    public async Task<string> RunAsync(Stand stand, Action step)
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

        return FormattableString.Invariant($"{Rounds} times, largest file limited to {LimitBlocks / 2} KiB (ulimit -f) until a kill; {refused} requests refused");
    }
}
