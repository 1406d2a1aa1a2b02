using Clearbar.Ledger;

namespace Clearbar.Tests.Dashboard;

public sealed class PostgresFiguresTests() : FiguresConformance(LedgerStoreKind.Postgres);
