namespace Clearbar.Torture.Ordeals;

/// <summary>The store goes and comes back again and again under load, with its transactions in flight.</summary>
internal sealed class StoreRestarts : IOrdeal
{
    private const int Restarts = 8;

    public string Name => "store-restart";

    public int Steps(TortureOptions options) => Restarts;

    public async Task<string> RunAsync(Stand stand, Action step)
    {
        await using var gateway = stand.StartGateway();
        var address = await gateway.ListensAsync();
        for (var restart = 1; restart <= Restarts; restart++)
        {
            await using var crowd = stand.Crowd(address);
            await crowd.StartedAsync();
            await Task.Delay(stand.Random.Next(500));
            stand.Store.TakeAway();
            await Task.Delay(stand.Random.Next(1000));
            stand.Store.GiveBack();
            await Task.Delay(stand.Random.Next(300));
            await crowd.EnoughAsync();
            OrdealFailedException.Unless(crowd.Failures == 0, $"{crowd.Failures} requests failed around restart {restart} of the store");
            await stand.AuditAsync($"restart {restart} of the store", address);
            step();
        }

        OrdealFailedException.Unless(await gateway.StopAsync() == 0, "SIGTERM did not end it with code 0");
        return FormattableString.Invariant($"{Restarts} times {stand.Store.Outage} for up to 1 s");
    }
}
