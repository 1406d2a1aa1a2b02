#!/bin/sh
# Writes samples/reconcile anew: the made-up ledger and the made-up bills (tests/Clearbar.Tests/Ledger/Reconciling/SampleBooks.cs).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
dotnet build -c Release "$root/tests/Clearbar.Tests/Clearbar.Tests.csproj" >&2
CLEARBAR_WRITE_SAMPLES=1 "$root/artifacts/bin/Clearbar.Tests/release/Clearbar.Tests" -noColor -noLogo \
    -method Clearbar.Tests.Ledger.Reconciling.SampleFilesTests.Shipped_samples_are_what_the_generator_writes
