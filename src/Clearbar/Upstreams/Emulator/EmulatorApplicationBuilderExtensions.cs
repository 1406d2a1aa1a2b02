using Clearbar.Upstreams.Emulator.Serving;
using Microsoft.AspNetCore.Builder;

namespace Clearbar.Upstreams.Emulator;

/// <summary>Puts the emulator at the end of an ASP.NET Core pipeline.</summary>
public static class EmulatorApplicationBuilderExtensions
{
    /// <summary>
    /// Answers every request that reaches this point and returns the emulator's bill. The server must keep the raw request target, as
    /// Kestrel does.
    /// </summary>
    public static EmulatorBill UseEmulator(this IApplicationBuilder app, EmulatorOptions options)
    {
        var state = new EmulatorState(options);
        app.Run(new ScenarioSwitch(options, state).HandleAsync);
        return state.Bill;
    }
}
