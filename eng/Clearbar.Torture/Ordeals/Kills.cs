namespace Clearbar.Torture.Ordeals;

/// <summary><c>kill -9</c> at random moments: under load, and one in ten while the gateway is still starting and recovering.</summary>
internal sealed class Kills : IOrdeal
{
    public string Name => "kill";

    public int Steps(TortureOptions options) => options.Kills;

    public async Task<string> RunAsync(Stand stand, Action step)
    {
        var starting = 0;
        for (var kill = 0; kill < stand.Options.Kills; kill++)
        {
            await using var gateway = stand.StartGateway();
            if (stand.Random.Next(10) == 0)
            {
                starting++;
                await Task.Delay(stand.Random.Next(900));
                await gateway.KillAsync();
            }
            else
            {
                var address = await gateway.ListensAsync();
                if (kill > 0)
                {
                    await stand.AuditAsync($"kill {kill}", address);
                }

                await using var crowd = stand.Crowd(address);
                await crowd.StartedAsync();
                await Task.Delay(stand.Random.Next(400));
                OrdealFailedException.Unless(crowd.Failures == 0, $"{crowd.Failures} requests failed before kill {kill + 1}");
                crowd.ExpectDeath();
                await gateway.KillAsync();
            }

            step();
        }

        await using var last = stand.StartGateway();
        await stand.AuditAsync("the last kill", await last.ListensAsync());
        OrdealFailedException.Unless(await last.StopAsync() == 0, "SIGTERM did not end it with code 0");
        await stand.AuditAsync("SIGTERM", null);
        return FormattableString.Invariant($"{stand.Options.Kills} kills, {starting} of them during start");
    }
}
