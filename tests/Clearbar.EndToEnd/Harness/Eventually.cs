namespace Clearbar.EndToEnd.Harness;

/// <summary>Waits for something another process or thread does, without guessing how long it takes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Asks again and again until <paramref name="condition"/> holds; fails the test when it never does.</summary>
    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="TrueAsync(Func{bool}, string)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        giveUp.CancelAfter(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await condition())
        {
            try
            {
                await timer.WaitForNextTickAsync(giveUp.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"it never came true that {what}");
            }
        }
    }
}
