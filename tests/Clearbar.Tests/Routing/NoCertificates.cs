using Clearbar.Routing;

namespace Clearbar.Tests.Routing;

/// <summary>Nothing is certified: every class is answered by the model asked for or its owner's ladder.</summary>
internal sealed class NoCertificates : ICertifiedPolicies
{
    public CertifiedWalk? WalkOf(string className, string reference) => null;
}
