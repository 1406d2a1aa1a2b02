using Clearbar.Certificates.Online;

namespace Clearbar.Certificates.Postgres;

/// <summary>A row of the evidence.</summary>
/// <param name="Journal">The replica whose counts they are.</param>
/// <param name="Change">Rises with every change of any row.</param>
/// <param name="State">The counts.</param>
internal readonly record struct StoredState(Guid Journal, long Change, ClassState State);
