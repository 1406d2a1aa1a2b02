using System.Net;
using System.Net.Sockets;
using System.Text;
using Clearbar.Hosting.Listening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearbar.Tests.Hosting;

public sealed class SharedPortTests
{
    private static readonly byte[] Preface = Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    private static readonly byte[] Http1Request = Encoding.ASCII.GetBytes("GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_protocols_are_spoken_on_one_port_at_the_same_time()
    {
        await using var server = await Server.StartAsync();
        using var client = new HttpClient();

        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(index => server.AskAsync(
            client,
            index % 2 == 0 ? HttpVersion.Version11 : HttpVersion.Version20)));

        Assert.Equal(20, answers.Count(answer => answer == "HTTP/1.1"));
        Assert.Equal(20, answers.Count(answer => answer == "HTTP/2"));
    }

    [Fact]
    public async Task Two_hundred_parallel_connections_are_all_served()
    {
        await using var server = await Server.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async index =>
        {
            // A client of its own has a connection of its own.
            using var client = new HttpClient();
            return await server.AskAsync(client, index % 2 == 0 ? HttpVersion.Version11 : HttpVersion.Version20);
        }));

        Assert.Equal(100, answers.Count(answer => answer == "HTTP/1.1"));
        Assert.Equal(100, answers.Count(answer => answer == "HTTP/2"));
    }

    [Fact]
    public async Task A_body_of_a_megabyte_arrives_whole_over_both_protocols()
    {
        await using var server = await Server.StartAsync();
        using var client = new HttpClient();
        var body = new byte[1 << 20];
        new Random(7).NextBytes(body);

        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var request = server.Request(HttpMethod.Post, version);
            request.Content = new ByteArrayContent(body);
            using var response = await client.SendAsync(request, Cancel);

            Assert.Equal(body, await response.Content.ReadAsByteArrayAsync(Cancel));
        }
    }

    [Fact]
    public async Task The_port_the_system_chose_is_known_in_both_ways()
    {
        await using var server = await Server.StartAsync();

        Assert.NotEqual(0, server.Address.Port);
        Assert.Contains($"http://{server.Address}", server.Addresses);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_shared_ports_and_an_ordinary_one_stand_beside_each_other(bool kestrelFirst)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        if (kestrelFirst)
        {
            builder.WebHost.UseKestrelCore();
        }

        var one = builder.WebHost.UseSharedPlaintextPort(new IPEndPoint(IPAddress.Loopback, 0));
        var two = builder.WebHost.UseSharedPlaintextPort(new IPEndPoint(IPAddress.Loopback, 0));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var app = builder.Build();
        app.Run(context => context.Response.WriteAsync(context.Request.Protocol, Cancel));
        await app.StartAsync(Cancel);
        using var client = new HttpClient();

        var ports = app.Urls.Select(url => new Uri(url).Port).Distinct().ToArray();

        Assert.Equal(3, ports.Length);
        Assert.Contains((await one.Bound).Port, ports);
        Assert.Contains((await two.Bound).Port, ports);
        foreach (var port in ports)
        {
            Assert.Equal("HTTP/1.1", await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/"), Cancel));
        }
    }

    public static TheoryData<int> SplitPoints => [.. Enumerable.Range(1, 24)];

    [Theory]
    [MemberData(nameof(SplitPoints))]
    public async Task A_preface_split_anywhere_is_recognised(int length)
    {
        await using var server = await Server.StartAsync();
        using var socket = await server.ConnectAsync();

        await socket.SendAsync(Preface.AsMemory(0, length), Cancel);
        await server.RoundTripAsync();
        await socket.SendAsync(Preface.AsMemory(length), Cancel);
        await socket.SendAsync(EmptySettings, Cancel);

        Assert.Equal(SettingsFrame, (await ReadAtLeastAsync(socket, 9))[3]);
    }

    [Fact]
    public async Task A_preface_that_comes_byte_by_byte_is_recognised()
    {
        await using var server = await Server.StartAsync();
        using var socket = await server.ConnectAsync();

        foreach (var one in Preface)
        {
            await socket.SendAsync(new[] { one }, Cancel);
            await server.RoundTripAsync();
        }

        await socket.SendAsync(EmptySettings, Cancel);

        Assert.Equal(SettingsFrame, (await ReadAtLeastAsync(socket, 9))[3]);
    }

    [Theory]
    [MemberData(nameof(SplitPoints))]
    public async Task An_HTTP1_request_split_anywhere_is_served(int length)
    {
        await using var server = await Server.StartAsync();
        using var socket = await server.ConnectAsync();

        await socket.SendAsync(Http1Request.AsMemory(0, length), Cancel);
        await server.RoundTripAsync();
        await socket.SendAsync(Http1Request.AsMemory(length), Cancel);

        Assert.StartsWith("HTTP/1.1 200", await ReadToEndAsync(socket), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PRI * HTTP/2.1\r\n\r\n", "505")]
    [InlineData("PUT", "400")]
    [InlineData("\u0016\u0003\u0001 TLS, as it seems\r\n\r\n", "400")]
    public async Task Bytes_that_leave_the_preface_late_or_early_are_refused_by_HTTP1(string garbage, string status)
    {
        await using var server = await Server.StartAsync();
        using var socket = await server.ConnectAsync();

        await socket.SendAsync(Encoding.Latin1.GetBytes(garbage), Cancel);
        await server.RoundTripAsync();
        await socket.SendAsync("nonsense\r\n\r\n"u8.ToArray(), Cancel);

        Assert.StartsWith($"HTTP/1.1 {status}", await ReadToEndAsync(socket), StringComparison.Ordinal);
        Assert.Equal("HTTP/1.1", await server.RoundTripAsync());
    }

    [Fact]
    public async Task Silent_connections_keep_nobody_waiting()
    {
        await using var server = await Server.StartAsync();
        var silent = new List<Socket>();
        for (var index = 0; index < 50; index++)
        {
            silent.Add(await server.ConnectAsync());
        }

        Assert.Equal("HTTP/1.1", await server.RoundTripAsync());

        silent.ForEach(socket => socket.Dispose());
        Assert.Equal("HTTP/1.1", await server.RoundTripAsync());
    }

    [Fact]
    public async Task A_client_that_leaves_before_or_inside_the_preface_harms_nobody()
    {
        await using var server = await Server.StartAsync();
        for (var length = 0; length < Preface.Length; length++)
        {
            using var socket = await server.ConnectAsync();
            await socket.SendAsync(Preface.AsMemory(0, length), Cancel);
            socket.LingerState = new LingerOption(enable: length % 2 == 0, seconds: 0);
        }

        Assert.Equal("HTTP/1.1", await server.RoundTripAsync());
    }

    [Fact]
    public async Task A_client_that_half_closes_without_a_byte_is_closed()
    {
        await using var server = await Server.StartAsync();
        using var socket = await server.ConnectAsync();

        socket.Shutdown(SocketShutdown.Send);

        Assert.Equal("", await ReadToEndAsync(socket));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_connection_that_stays_silent_or_stops_in_the_preface_is_closed_after_the_timeout(int length)
    {
        await using var server = await Server.StartAsync(TimeSpan.FromMilliseconds(50));
        using var socket = await server.ConnectAsync();
        await socket.SendAsync(Preface.AsMemory(0, length), Cancel);

        Assert.Equal("", await ReadToEndAsync(socket));
    }

    [Fact]
    public async Task Stopping_drops_the_silent_and_lets_a_running_request_finish()
    {
        await using var server = await Server.StartAsync();
        using var silent = await server.ConnectAsync();
        using var client = new HttpClient();
        var running = client.GetStringAsync(new Uri(server.Url, "/wait"), Cancel);
        await server.Waiting;

        var stopping = server.StopAsync();
        Assert.Equal("", await ReadToEndAsync(silent));
        Assert.False(stopping.IsCompleted);
        server.LetGo();
        await stopping;

        Assert.Equal("HTTP/1.1", await running);
        await Assert.ThrowsAsync<SocketException>(() => server.ConnectAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_at_start()
    {
        await using var server = await Server.StartAsync();

        await Assert.ThrowsAnyAsync<IOException>(() => Server.StartAsync(port: server.Address.Port));
    }

    private const byte SettingsFrame = 4;

    // SETTINGS without parameters: length 0, type 4, flags 0, stream 0 (RFC 9113 §6.5).
    private static readonly byte[] EmptySettings = [0, 0, 0, 4, 0, 0, 0, 0, 0];

    private static async Task<byte[]> ReadAtLeastAsync(Socket socket, int count)
    {
        await using var stream = new NetworkStream(socket);
        var buffer = new byte[count];
        await stream.ReadExactlyAsync(buffer, Cancel);
        return buffer;
    }

    // A server that closes hard (RST) and one that closes gracefully have both closed.
    private static async Task<string> ReadToEndAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancel) is var count and > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Nothing more comes; what came before the reset counts.
        }

        return text.ToString();
    }

    private sealed class Server : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Server(WebApplication app) => _app = app;

        public IPEndPoint Address { get; private set; } = null!;

        public Uri Url => new($"http://{Address}/");

        public Task Waiting => _waiting.Task;

        public ICollection<string> Addresses => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

        public static async Task<Server> StartAsync(TimeSpan? firstBytesTimeout = null, int port = 0)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var shared = builder.WebHost.UseSharedPlaintextPort(new IPEndPoint(IPAddress.Loopback, port), firstBytesTimeout);
            var server = new Server(builder.Build());
            server._app.MapGet("/x", (HttpContext context) => context.Request.Protocol);
            server._app.MapPost("/x", async (HttpContext context) =>
            {
                // Read whole before answering: HttpClient sends all of its body before it reads.
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length));
            });
            server._app.MapGet("/wait", async (HttpContext context) =>
            {
                server._waiting.TrySetResult();
                await server._go.Task;
                return context.Request.Protocol;
            });
            try
            {
                await server._app.StartAsync(Cancel);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            server.Address = await shared.Bound;
            return server;
        }

        public HttpRequestMessage Request(HttpMethod method, Version version) => new(method, new Uri(Url, "/x"))
        {
            Version = version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        public async Task<string> AskAsync(HttpClient client, Version version)
        {
            using var request = Request(HttpMethod.Get, version);
            using var response = await client.SendAsync(request, Cancel);
            return await response.Content.ReadAsStringAsync(Cancel);
        }

        /// <summary>A whole request on a new connection: what was sent before has been accepted and looked at when it returns.</summary>
        public async Task<string> RoundTripAsync()
        {
            using var client = new HttpClient();
            return await AskAsync(client, HttpVersion.Version11);
        }

        public async Task<Socket> ConnectAsync()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(Address, Cancel);
            return socket;
        }

        public void LetGo() => _go.TrySetResult();

        public Task StopAsync() => _app.StopAsync(Cancel);

        public async ValueTask DisposeAsync()
        {
            LetGo();
            await _app.DisposeAsync();
        }
    }
}
