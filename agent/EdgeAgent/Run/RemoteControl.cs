using EdgeAgent.Control.Hosting;
using EdgeAgent.Hosting;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Run;

/// <summary>Opens the agent to those who drive it from afar, and says where.</summary>
internal static class RemoteControl
{
    /// <summary>Serves every configured endpoint. A socket that nobody asked for and that can't be made is noted: a box that listens is worth more than one that can be asked.</summary>
    /// <returns>The server; null where there is none.</returns>
    /// <exception cref="ControlException">A configured endpoint can't be had.</exception>
    public static async Task<ControlServer?> StartAsync(ControlOptions options, ControlContracts contracts, Terminal terminal, ILoggerFactory logs, TimeProvider time)
    {
        if (options is { SocketPath: null, HttpSocketPath: null, Listen.Count: 0, HttpListen.Count: 0, Dial: null }) return null;
        try
        {
            if (options.SocketIsDefault) Directory.CreateDirectory(Path.GetDirectoryName(options.SocketPath)!);
            var server = await ControlServer.StartAsync(options, contracts, logs, time).ConfigureAwait(false);
            foreach (var address in server.Addresses) terminal.Note($"Driven from outside: edgectl status --target {address}");
            foreach (var address in server.HttpAddresses) terminal.Note($"Over HTTP: curl {(address.StartsWith("unix:", StringComparison.Ordinal) ? $"--unix-socket {address["unix:".Length..]} http://localhost" : address)}/v1/status");
            return server;
        }
        catch (Exception error) when (options.SocketIsDefault && options.Listen.Count + options.HttpListen.Count == 0 && options.Dial is null && error is ControlException or IOException or UnauthorizedAccessException)
        {
            terminal.Note($"can't be driven from outside: {error.Message}");
            return null;
        }
    }
}
