using Clearbar.Ledger;

namespace Clearbar.Tests.Dashboard;

public sealed class SqliteFiguresTests() : FiguresConformance(LedgerStoreKind.Sqlite);
