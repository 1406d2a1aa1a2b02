# Called by clearbar.cmd: builds Clearbar.Cli when the source is newer than the last build. The twin of the build part of ./clearbar.
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$artifacts = Join-Path $root 'artifacts'
$stamp = Join-Path $artifacts 'clearbar.stamp'
$dll = Join-Path $artifacts 'bin/Clearbar.Cli/release/Clearbar.Cli.dll'

function Test-Current {
    if (-not (Test-Path $stamp) -or -not (Test-Path $dll)) { return $false }
    $built = (Get-Item $stamp).LastWriteTimeUtc
    $paths = 'src', 'eng', 'Directory.Build.props', 'Directory.Packages.props', 'global.json' | ForEach-Object { Join-Path $root $_ }
    $newer = Get-ChildItem -Path $paths -Recurse -Force | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1
    return $null -eq $newer
}

if (Test-Current) { exit 0 }

if (-not (Get-Command dotnet -ErrorAction SilentlyContinue)) {
    [Console]::Error.WriteLine('clearbar: The .NET 10 SDK was not found.')
    [Console]::Error.WriteLine('  Install it: winget install Microsoft.DotNet.SDK.10, or https://dotnet.microsoft.com/download/dotnet/10.0')
    exit 3
}

# One build at a time on this machine; the second caller finds the work done.
$mutex = New-Object System.Threading.Mutex($false, 'clearbar-build')
try { [void]$mutex.WaitOne() } catch [System.Threading.AbandonedMutexException] { }
try {
    if (Test-Current) { exit 0 }
    New-Item -ItemType Directory -Force -Path $artifacts | Out-Null
    $started = [DateTime]::UtcNow
    $log = Join-Path $artifacts 'clearbar-build.log'
    [Console]::Error.WriteLine('building Clearbar')
    Push-Location $root
    $ErrorActionPreference = 'Continue'
    & dotnet build src/Clearbar.Cli -c Release -v quiet '-clp:NoSummary' '-nodeReuse:false' *> $log
    $code = $LASTEXITCODE
    Pop-Location
    if ($code -ne 0) {
        Get-Content $log | Select-String '(error|warning) [A-Z]+[0-9]+' | Sort-Object -Unique | Select-Object -First 20 |
            ForEach-Object { [Console]::Error.WriteLine($_) }
        [Console]::Error.WriteLine("clearbar: the build failed; the whole log is in $log")
        exit 3
    }

    Set-Content -Path $stamp -Value ''
    (Get-Item $stamp).LastWriteTimeUtc = $started
}
finally {
    $mutex.ReleaseMutex()
}
