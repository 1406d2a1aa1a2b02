namespace Clearbar.Torture.Ordeals;

/// <summary>A second gateway on the same data directory is refused, in words and by exit code 3; the first one goes on unharmed.</summary>
internal sealed class TwoGateways : IOrdeal
{
    private const int Intruders = 3;
    private const int CannotStart = 3;

    public string Name => "two-gateways";

    public int Steps(TortureOptions options) => Intruders;

    public async Task<string> RunAsync(Stand stand, Action step)
    {
        await using var gateway = stand.StartGateway();
        var address = await gateway.ListensAsync();
        await using var crowd = stand.Crowd(address, pauseMs: 20);
        await crowd.StartedAsync();
        for (var i = 0; i < Intruders; i++)
        {
            await using var second = stand.StartGateway();
            var code = await second.ExitAsync();
            OrdealFailedException.Unless(code == CannotStart, $"the second gateway ended with code {code}, not {CannotStart}: {second.Talk}");
            var sentence = FormattableString.Invariant(
                $"The data directory {stand.DataDirectory} is in use by another Clearbar process (process {gateway.Id}).");
            OrdealFailedException.Unless(second.Talk.Contains(sentence, StringComparison.Ordinal), $"the second gateway said: {second.Talk}");
            step();
        }

        await crowd.EnoughAsync();
        OrdealFailedException.Unless(crowd.Failures == 0, $"{crowd.Failures} requests to the first gateway failed");
        await stand.AuditAsync("two gateways", address);
        OrdealFailedException.Unless(await gateway.StopAsync() == 0, "SIGTERM did not end it with code 0");
        return FormattableString.Invariant($"{Intruders} intruders refused with code {CannotStart}, the first gateway unharmed");
    }
}
