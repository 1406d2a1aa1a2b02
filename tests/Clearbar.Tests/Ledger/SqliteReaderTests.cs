using Clearbar.Ledger;

namespace Clearbar.Tests.Ledger;

public sealed class SqliteReaderTests() : ReaderConformance(LedgerStoreKind.Sqlite);
