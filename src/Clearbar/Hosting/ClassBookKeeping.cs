using Clearbar.Classes;
using Clearbar.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// Keeps the class book on disk and follows the owner's names: reads both before the first request, looks at the names every second, writes the
/// book every ten and at the end. Neither file stops a request: what cannot be read or written is said once.
/// </summary>
public sealed class ClassBookKeeping : BackgroundService
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WriteInterval = TimeSpan.FromSeconds(10);

    private readonly ClassBook _book;
    private readonly CurrentClassNames _names;
    private readonly ClassBookFile _bookFile;
    private readonly ClassNamesFile _namesFile;
    private readonly TimeProvider _clock;
    private readonly ILogger<ClassBookKeeping> _logger;
    private (DateTime Written, long Length)? _seen;
    private long _writtenRequests;
    private string? _problem;

    public ClassBookKeeping(
        ClassBook book, CurrentClassNames names, CurrentSnapshot snapshot, TimeProvider clock, ILogger<ClassBookKeeping> logger)
    {
        (_book, _names, _clock, _logger) = (book, names, clock, logger);
        _bookFile = new ClassBookFile(snapshot.Value.Options.DataDirectory);
        _namesFile = new ClassNamesFile(snapshot.Value.Options.DataDirectory);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Restore();
        Look();
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Write();
    }

    /// <summary>Reads the names if their file has changed since the last look.</summary>
    public void Look()
    {
        var file = new FileInfo(_namesFile.Path);
        (DateTime, long) now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (now == _seen)
        {
            return;
        }

        Try(() =>
        {
            _names.Replace(_namesFile.Read());
            _seen = now;
        });
    }

    /// <summary>Writes the book if it has counted anything since the last time.</summary>
    public void Write()
    {
        var requests = _book.Requests;
        if (requests == _writtenRequests)
        {
            return;
        }

        Try(() =>
        {
            _bookFile.Replace(_book.ToRecord());
            _writtenRequests = requests;
        });
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookInterval, _clock);
        var written = _clock.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
            if (_clock.GetElapsedTime(written) >= WriteInterval)
            {
                Write();
                written = _clock.GetTimestamp();
            }
        }
    }

    // A book that cannot be read is put aside, not written over: its names for classes may be in somebody's reports.
    private void Restore() => Try(() =>
    {
        try
        {
            _book.Restore(_bookFile.Read());
            _writtenRequests = _book.Requests;
        }
        catch (ClassFileException exception)
        {
            HostingLog.ClassesUnreadable(_logger, exception.Message);
            File.Move(_bookFile.Path, _bookFile.Path + ".unreadable", overwrite: true);
        }
    });

    private void Try(Action action)
    {
        try
        {
            action();
            _problem = null;
        }
        catch (Exception exception) when (exception is ClassFileException or IOException or UnauthorizedAccessException)
        {
            // Said once, not every second.
            if (_problem != exception.Message)
            {
                _problem = exception.Message;
                HostingLog.ClassesUnreadable(_logger, exception.Message);
            }
        }
    }
}
