using Clearbar.Ledger;

namespace Clearbar.Tests.Ledger;

public sealed class PostgresReaderTests() : ReaderConformance(LedgerStoreKind.Postgres);
