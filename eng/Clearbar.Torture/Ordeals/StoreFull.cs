namespace Clearbar.Torture.Ordeals;

/// <summary>The disk of the store's server fills up to the last byte while the journal's has room: traffic goes on, and everything arrives afterwards.</summary>
internal sealed class StoreFull : IOrdeal
{
    private const int Rounds = 3;

    public string Name => "store-full";

    public int Steps(TortureOptions options) => Rounds;

    public async Task<string> RunAsync(Stand stand, Action step)
    {
        await using var gateway = stand.StartGateway();
        var address = await gateway.ListensAsync();
        var answers = 0;
        for (var round = 1; round <= Rounds; round++)
        {
            await using var crowd = stand.Crowd(address, pauseMs: 20);
            await crowd.StartedAsync();
            if (!stand.Store.TryFill())
            {
                throw new OrdealSkippedException("the store has no disk of its own (SQLite lies beside the journal, see disk-full; PostgreSQL needs root)");
            }

            await Task.Delay(stand.Random.Next(4_000, 8_000));
            answers += crowd.Answers;
            OrdealFailedException.Unless(crowd.Answers > 0, "nothing was answered while the store's disk was full");
            stand.Store.Free();
            await crowd.EnoughAsync();
            OrdealFailedException.Unless(crowd.Failures == 0, $"{crowd.Failures} requests failed while the store's disk was full");
            await stand.AuditAsync($"the store's disk was full, round {round}", address);
            step();
        }

        OrdealFailedException.Unless(await gateway.StopAsync() == 0, "SIGTERM did not end it with code 0");
        return FormattableString.Invariant($"{Rounds} times, the server's tmpfs filled for 4 to 8 s; {answers} answers meanwhile");
    }
}
