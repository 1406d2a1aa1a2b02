using System.Globalization;

namespace Clearbar.Torture.Ordeals;

/// <summary>The store is away for a minute or more while traffic goes on; in the middle of it the gateway is killed and started without one.</summary>
internal sealed class StoreGone : IOrdeal
{
    public string Name => "store-gone";

    public int Steps(TortureOptions options) => options.OutageSeconds;

    public async Task<string> RunAsync(Stand stand, Action step)
    {
        var answers = 0;
        for (var half = 0; half < 2; half++)
        {
            await using var gateway = stand.StartGateway();
            var address = await gateway.ListensAsync();
            await using var crowd = stand.Crowd(address, pauseMs: 100);
            await crowd.StartedAsync();
            if (half == 0)
            {
                stand.Store.TakeAway();
            }

            for (var second = half; second < stand.Options.OutageSeconds; second += 2)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                step();
            }

            OrdealFailedException.Unless(crowd.Failures == 0, $"{crowd.Failures} requests failed while the store was away");
            OrdealFailedException.Unless(crowd.Answers > 0, "nothing was answered while the store was away");
            answers += crowd.Answers;
            if (half == 0)
            {
                crowd.ExpectDeath();
                await gateway.KillAsync();
            }
            else
            {
                stand.Store.GiveBack();
                await crowd.EnoughAsync();
                await stand.AuditAsync("the store came back", address);
                OrdealFailedException.Unless(await gateway.StopAsync() == 0, "SIGTERM did not end it with code 0");
            }
        }

        return string.Create(
            CultureInfo.InvariantCulture, $"{stand.Options.OutageSeconds} s, {stand.Store.Outage}; killed and restarted in it; {answers} answers meanwhile");
    }
}
