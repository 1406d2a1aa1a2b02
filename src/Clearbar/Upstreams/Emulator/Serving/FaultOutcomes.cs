using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Writing;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Which faults are errors instead of answers.</summary>
internal static class FaultOutcomes
{
    public static Failure RefusalOf(FaultKind kind) => kind switch
    {
        FaultKind.Throttle => Failure.Throttled,
        FaultKind.Overloaded => Failure.Overloaded,
        FaultKind.Internal => Failure.Internal,
        FaultKind.Timeout => Failure.Timeout,
        FaultKind.ModelError => Failure.ModelError,
        FaultKind.Validation => Failure.InvalidRequest,
        FaultKind.Authentication => Failure.Authentication,
        FaultKind.AccessDenied => Failure.Permission,
        FaultKind.NotFound => Failure.NotFound,
        FaultKind.Quota => Failure.Billing,
        FaultKind.NotReady => Failure.NotReady,
        FaultKind.Conflict => Failure.Conflict,
        FaultKind.TooLarge => Failure.TooLarge,
        FaultKind.ExpiredToken => Failure.ExpiredToken,
        FaultKind.InvalidSignature => Failure.InvalidSignature,
        FaultKind.UnrecognizedClient => Failure.UnrecognizedClient,
        FaultKind.ModelStreamError => Failure.ModelStreamError,
        FaultKind.SpendLimit => Failure.SpendLimit,
        _ => Failure.None,
    };
}
