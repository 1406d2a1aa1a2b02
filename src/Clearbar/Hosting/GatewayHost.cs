using Clearbar.Budgets;
using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Gates.Scoring;
using Clearbar.Hosting.Listening;
using Clearbar.Keys;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Limits;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Quotas;
using Clearbar.Replicas;
using Clearbar.Requests;
using Clearbar.Routing;
using Clearbar.Routing.Foresights;
using Clearbar.Routing.Sessions;
using Clearbar.Shadows;
using Clearbar.Tiers;
using Clearbar.Tokens;
using Clearbar.Upstreams;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Hosting;

/// <summary>
/// The gateway as one object: embedded emulator if any, ledger, Kestrel. Start it, use <see cref="Address"/>, dispose it.
/// Registration below is the table of contents of the process.
/// </summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EmulatorHost? _emulator;
    private readonly LedgerService _ledger;

    private GatewayHost(WebApplication app, EmulatorHost? emulator, LedgerService ledger, Uri address)
    {
        _app = app;
        _emulator = emulator;
        _ledger = ledger;
        Address = address;
    }

    /// <summary>Where the gateway listens (the first address, with the real port).</summary>
    public Uri Address { get; }

    /// <summary>The embedded emulator; null when every deployment is somewhere else.</summary>
    public EmulatorHost? Emulator => _emulator;

    public LedgerService Ledger => _ledger;

    /// <summary>Starts everything. Throws <see cref="HostingException"/> with a sentence for the user when it cannot.</summary>
    public static async Task<GatewayHost> StartAsync(GatewayHostOptions options, CancellationToken cancellation)
    {
        var snapshot = options.Snapshot;
        var shared = LedgerStores.Of(
            new LedgerLayout(snapshot.Options.DataDirectory), snapshot.Options.LedgerStore, Environment.GetEnvironmentVariable).Postgres;
        var issued = LoadKeys(options, shared);
        RefuseOpenDoor(snapshot.Options, issued.Value);
        var embedded = new EmbeddedAddress();
        EmulatorHost? emulator = null;
        WebApplication? app = null;
        try
        {
            if (snapshot.Options.Deployments.Any(d => d.Surface == Surface.Emulator && d.Address is null))
            {
                emulator = await EmulatorHost.StartAsync(options.Emulator, cancellation);
                embedded.Value = emulator.BaseAddress;
            }

            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
            {
                // clearbar.json is the configuration. The host would otherwise take an appsettings.json from whatever directory it is started in, and
                // watch that directory with all below it for changes: the ledger's journal usually lies there, and each write to it would wake the watcher.
                ContentRootPath = AppContext.BaseDirectory,
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
            });
            AddLogging(builder, options);
            AddJourney(builder.Services, options, issued, shared, embedded);
            options.ConfigureServices?.Invoke(builder.Services);
            Listen(builder, snapshot.Options, options.Clock);
            app = builder.Build();
            var ledger = app.Services.GetRequiredService<LedgerService>();
            GatewayEndpoints.Map(app);
            options.ConfigureApp?.Invoke(app);
            await app.StartAsync(cancellation);
            return new GatewayHost(app, emulator, ledger, AddressOf(app));
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            if (emulator is not null)
            {
                await emulator.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Completes when the process is told to stop (Ctrl-C, SIGTERM).</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellation) => _app.WaitForShutdownAsync(cancellation);

    /// <summary>Stops taking requests, lets open ones finish, drains the ledger, stops the emulator, in this order.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }
    }

    private static CurrentIssuedKeys LoadKeys(GatewayHostOptions options, PostgresAddress? shared)
    {
        try
        {
            return KeyStores.Start(options.Snapshot.Options, shared, Environment.GetEnvironmentVariable, options.Clock);
        }
        catch (KeyStoreException exception)
        {
            throw new HostingException(exception.Message, exception);
        }
    }

    /// <summary>No key and no other authentication: only this machine may reach the gateway.</summary>
    private static void RefuseOpenDoor(GatewayOptions options, IssuedKeys issued)
    {
        foreach (var url in options.Urls)
        {
            if (options.Keys.Count == 0 && !issued.EverIssued && !url.IsLoopback)
            {
                throw new HostingException(
                    $"refusing to listen on {url}: no keys are configured, so anyone who can reach it could spend your money. Make one with 'clearbar keys create', add 'keys' to the configuration, or listen on 127.0.0.1");
            }
        }
    }

    private static void AddLogging(WebApplicationBuilder builder, GatewayHostOptions options)
    {
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        // While this category logs anything, the host makes an Activity for each request, which flows with every await: nobody reads it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // A failure to start is told once, by whoever started us, in a sentence.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.LogToConsole)
        {
            // stdout is data; talk goes to stderr.
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
            builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
                console.LogToStandardErrorThreshold = LogLevel.Trace);
        }
    }

    private static void AddJourney(
        IServiceCollection services, GatewayHostOptions options, CurrentIssuedKeys issued, PostgresAddress? shared,
        EmbeddedAddress embedded)
    {
        var snapshot = options.Snapshot;
        var ledger = new LedgerOptions
        {
            DataDirectory = snapshot.Options.DataDirectory, Fsync = snapshot.Options.Fsync, Store = snapshot.Options.LedgerStore,
        };
        services.AddSingleton(options.Clock);
        services.AddSingleton(new CurrentSnapshot(snapshot));
        // The factory runs when the host asks for it, before Kestrel listens; the host disposes it last, after Kestrel has stopped.
        services.AddSingleton(provider => LedgerService.Open(ledger, options.Clock, provider.GetRequiredService<ILogger<LedgerService>>()));
        services.AddSingleton<ILedger>(static provider => provider.GetRequiredService<LedgerService>());
        services.AddSingleton(new UpstreamClient(embedded, Environment.GetEnvironmentVariable, options.Clock));
        services.AddSingleton(issued);
        services.AddSingleton<Authenticator>();
        services.AddSingleton<Admission>();
        services.AddHostedService(static provider => new IssuedKeysReload(
            provider.GetRequiredService<CurrentIssuedKeys>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<IssuedKeysReload>>(), provider.GetService<ReplicaLink>()));
        services.AddHostedService<InferenceProfileResolution>();
        services.AddSingleton(new ClassBook(options.Clock.GetUtcNow()));
        services.AddSingleton<CurrentClassNames>();
        services.AddSingleton<Classifier>();
        services.AddHostedService<ClassBookKeeping>();
        services.AddSingleton<ToolLoops>();
        services.AddSingleton<ThinkingOrigins>();
        services.AddSingleton<SessionPins>();
        services.AddSingleton<ClimbForesight>();
        services.AddSingleton<IAnswerWitness>(static provider => provider.GetRequiredService<SessionPins>());
        services.AddLearning(snapshot, shared);
        services.AddSingleton<Planner>();
        services.AddReplicas(shared);
        services.AddBudgets(shared);
        services.AddLimits(shared);
        services.AddSingleton<QuotaBook>();
        services.AddSingleton<Intake>();
        services.AddSingleton<AttemptFactory>();
        services.AddSingleton<RequestSchemas>();
        services.AddSingleton<TokenEstimator>();
        services.AddHostedService<EstimatorMemory>();
        services.AddSingleton<AnswerScores>();
        services.AddSingleton<IAnswerWitness>(static provider => provider.GetRequiredService<AnswerScores>());
        services.AddHostedService<ScoreMemory>();
        services.AddSingleton<LocalLearning>();
        services.AddSingleton<IAnswerWitness>(static provider => provider.GetRequiredService<LocalLearning>());
        services.AddHostedService<LearningService>();
        services.AddSingleton<Settlement>();
        services.AddSingleton<AnswerHolder>();
        services.AddSingleton<AnswerRelay>();
        services.AddSingleton<RefusedStreams>();
        services.AddHostedService(static provider => provider.GetRequiredService<RefusedStreams>());
        services.AddSingleton<UpstreamHealth>();
        services.AddSingleton<RetryBudget>();
        services.AddSingleton<RefusedFeatures>();
        services.AddSingleton<Healing>();
        services.AddSingleton<FailOver>();
        services.AddSingleton<Escalation>();
        services.AddSingleton<SideCalls>();
        services.AddSingleton<Gatekeeper>();
        services.AddSingleton<Journey>();
        services.AddSingleton<TokenCounting>();
        services.AddSingleton<ModelEndpoints>();
        services.AddSingleton<DeploymentEndpoints>();
        services.AddSingleton<GatewayEndpoints>();
        if (options.Reload is { } reload)
        {
            services.AddSingleton(reload);
            services.AddSingleton<ConfigurationReload>();
            services.AddHostedService(static provider => provider.GetRequiredService<ConfigurationReload>());
        }

        if (options.Reload?.Shared is { } configuration)
        {
            services.AddSingleton(configuration);
            services.AddHostedService<SharedConfigurationReload>();
        }
    }

    /// <summary>
    /// Every address speaks HTTP/1.1 and HTTP/2: on plain http with prior knowledge, which the AWS SDK for JavaScript needs, over TLS by ALPN.
    /// </summary>
    private static void Listen(WebApplicationBuilder builder, GatewayOptions options, TimeProvider clock)
    {
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Our own limit answers in the caller's dialect; Kestrel's would only cut the connection.
            kestrel.Limits.MaxRequestBodySize = null;
            // A model may think for minutes between two bytes; slow readers are bounded by back-pressure on the upstream instead.
            kestrel.Limits.MinResponseDataRate = null;
        });
        if (options.Urls.Count == 0)
        {
            throw new HostingException("no address to listen on; set 'urls'");
        }

        TlsCertificate? certificate = null;
        foreach (var url in options.Urls)
        {
            var endPoint = ListenAddress.EndPointOf(url);
            if (url.Scheme == Uri.UriSchemeHttp)
            {
                builder.WebHost.UseSharedPlaintextPort(endPoint);
                continue;
            }

            var tls = options.Tls ?? throw new HostingException($"'{url}' needs a certificate; set 'tls'");
            var current = certificate ??= new TlsCertificate(tls, clock);
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endPoint, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https => https.ServerCertificateSelector = (_, _) => current.Current);
            }));
        }
    }

    /// <summary>The first address with the port that was really bound.</summary>
    private static Uri AddressOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        return new Uri(addresses.First());
    }
}
