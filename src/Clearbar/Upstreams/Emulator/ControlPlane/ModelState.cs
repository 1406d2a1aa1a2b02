namespace Clearbar.Upstreams.Emulator.ControlPlane;

/// <summary>Why a model cannot be called in some account or region.</summary>
public enum ModelState
{
    Available,

    /// <summary>Nobody accepted the Marketplace agreement: 403 AccessDeniedException.</summary>
    NoAgreement,

    /// <summary>The caller's identity may not use it: 403 AccessDeniedException.</summary>
    NotAuthorized,

    /// <summary>The account has no entitlement (use-case form missing): 404 ResourceNotFoundException.</summary>
    NotEntitled,

    /// <summary>The region does not have it: 400 ValidationException, and lists leave it out.</summary>
    NotInRegion,
}
