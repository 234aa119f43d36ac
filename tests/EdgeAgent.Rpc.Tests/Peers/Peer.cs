using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;

namespace EdgeAgent.Rpc.Tests.Peers;

/// <summary>A gRPC implementation that this project did not write, in a process of its own.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task<string> _errors;

    private Peer(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _ = PumpAsync();
    }

    /// <summary>Starts a peer's echo server and returns its TCP port with it.</summary>
    public static async Task<(Peer Peer, int Port)> ServeAsync(string language, string address, bool gzip = false)
    {
        var peer = new Peer(PeerTools.Command(language, gzip ? ["serve", address, "gzip"] : ["serve", address]));
        var line = await peer.LineAsync("listening");
        return (peer, int.Parse(line["listening ".Length..], System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Lets a peer's client make a call; returns what it saw.</summary>
    public static async Task<JsonElement> CallAsync(string language, string target, string scenario)
    {
        await using var peer = new Peer(PeerTools.Command(language, "call", target, scenario));
        return JsonDocument.Parse(await peer.LineAsync("{")).RootElement;
    }

    /// <summary>The next line that begins so.</summary>
    public async Task<string> LineAsync(string start)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
                if (line.StartsWith(start, StringComparison.Ordinal)) return line;
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            Assert.Fail($"the peer did not print '{start}' in time: {await _errors}");
        }

        throw new InvalidOperationException($"the peer ended without printing '{start}': {await _errors}");
    }

    public async ValueTask DisposeAsync()
    {
        // Servers end with their standard input; clients are done.
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task PumpAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line) _lines.Writer.TryWrite(line);
        _lines.Writer.Complete();
    }
}
