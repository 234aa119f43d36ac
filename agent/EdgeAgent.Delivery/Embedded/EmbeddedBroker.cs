using System.Globalization;
using EdgeAgent.Interop.Processes;
using Microsoft.Extensions.Logging;

namespace EdgeAgent.Delivery.Embedded;

/// <summary>
/// The broker of a box that has none configured: a <c>mosquitto</c> child on loopback with a generated configuration, supervised. It starts again when it ends, saves at a clean stop,
/// and never outlives the agent.
/// </summary>
/// <param name="options">How it is set up.</param>
/// <param name="logger">Takes what happens to it.</param>
/// <param name="time">The clock of its delays.</param>
public sealed class EmbeddedBroker(EmbeddedBrokerOptions options, ILogger<EmbeddedBroker> logger, TimeProvider time)
{
    /// <summary>Ports tried in a row before it waits.</summary>
    private const int MostPorts = 100;

    /// <summary>First of the ports that are tried for port 0: below those that the kernel gives to connections.</summary>
    private const int FirstAnyPort = 20_000;

    private const int AnyPorts = 10_000;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    // A broker that ran so long did not fail at its start: the next delay is short again.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private EmbeddedBrokerStatus _status = new(null, 0, null);
    private TaskCompletionSource<int> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How it is at present.</summary>
    public EmbeddedBrokerStatus Status
    {
        get
        {
            lock (_lock) return _status;
        }
    }

    /// <summary>The command that shows what a broker on this machine gets.</summary>
    /// <param name="port">Its port.</param>
    /// <param name="prefix">Topic prefix.</param>
    public static string SubscribeCommand(int port, string prefix) => string.Create(CultureInfo.InvariantCulture, $"mosquitto_sub -p {port} -t '{prefix}/#' -v");

    /// <summary>The port on 127.0.0.1, as soon as it listens. A broker that had to be started again may listen on another one, so it is asked before each connection.</summary>
    /// <exception cref="OperationCanceledException">Waiting was given up.</exception>
    public Task<int> WaitForPortAsync(CancellationToken cancellation)
    {
        lock (_lock) return _listening.Task.WaitAsync(cancellation);
    }

    /// <summary>Runs the broker until it is cancelled; by then it has saved and is gone. Returns without an exception, whatever happens to the broker.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var port = options.Port > 0 ? options.Port : FirstAnyPort + Random.Shared.Next(AnyPorts);
        var delay = FirstDelay;
        var taken = 0;
        while (!cancellation.IsCancellationRequested)
        {
            var (life, problem) = await LiveAsync(port, cancellation).ConfigureAwait(false);
            if (cancellation.IsCancellationRequested) return;
            if (life is { Words.PortTaken: true } && ++taken < MostPorts)
            {
                var next = port < 65_535 ? port + 1 : 1024;
                EmbeddedBrokerLog.PortTaken(logger, port, next);
                port = next;
                continue;
            }

            if (life is { Words: { Damaged: true, Listens: false } }) SetAside();
            if (life?.Lasted >= Settled) delay = FirstDelay;
            if (taken >= MostPorts) problem = string.Create(CultureInfo.InvariantCulture, $"The embedded broker finds no free port: {MostPorts} were tried up to {port}; free one or name another (Mqtt:EmbeddedPort)");
            Report(life, problem, delay);
            taken = 0;
            try
            {
                await Task.Delay(delay, time, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    // Its database is whole or gone after a power cut, but a disk can lie; a broker that can't read it would never listen again.
    private void SetAside()
    {
        try
        {
            EmbeddedBrokerLog.SetAside(logger, BrokerFolder.SetDatabaseAside(options));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            EmbeddedBrokerLog.NotSetAside(logger, options.Directory, error.Message);
        }
    }

    private void Report(BrokerLife? life, string? problem, TimeSpan delay)
    {
        var before = Status;
        if (problem is not null)
        {
            // Said once: the same sentence every half minute would hide everything else.
            if (before.Problem != problem) EmbeddedBrokerLog.CannotRun(logger, problem, delay.TotalSeconds);
            Set(before with { Port = null, Problem = problem });
        }
        else if (life is not null)
        {
            var lastWords = life.LastWords.Count > 0 ? string.Join(" | ", life.LastWords) : "none";
            EmbeddedBrokerLog.Ended(logger, life.Exit.ToString(), delay.TotalSeconds, lastWords);
            Set(before with
            {
                Port = null,
                Restarts = before.Restarts + 1,
                Problem = life.Words.Listens ? null : $"The embedded broker {life.Exit} before it listened: {lastWords}",
            });
        }
    }

    private async Task<(BrokerLife? Life, string? Problem)> LiveAsync(int port, CancellationToken cancellation)
    {
        if ((options.Program ?? BrokerProgram.Find(Environment.GetEnvironmentVariable("PATH"))) is not { } program)
            return (null, $"The embedded broker can't be started because mosquitto is not installed: {BrokerProgram.Remedy}");
        try
        {
            var file = BrokerFolder.Prepare(options, port);
            return (await RunAsync(program, file, port, cancellation).ConfigureAwait(false), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, $"The embedded broker can't write its folder {options.Directory} ({error.Message.TrimEnd('.')}): let the agent's user write there, or set Agent:StateDirectory");
        }
        catch (ChildProcessException error)
        {
            return (null, $"The embedded broker can't be started: {error.Message.TrimEnd('.')}");
        }
    }

    private async Task<BrokerLife> RunAsync(string program, string file, int port, CancellationToken cancellation)
    {
        var words = new BrokerWords();
        var since = 0L;
        var child = ChildProcess.Start(new ChildProcessStart
        {
            Program = program,
            Arguments = ["-c", file],
            PipesOutput = false,
            Remedy = BrokerProgram.Remedy,
            ErrorLine = line =>
            {
                EmbeddedBrokerLog.Line(logger, line);
                if (!words.Take(line)) return;
                since = time.GetTimestamp();
                Listens(port);
            },
        });
        await using (child.ConfigureAwait(false))
        {
            ChildExit exit;
            try
            {
                exit = await child.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                exit = await StopAsync(child).ConfigureAwait(false);
            }

            lock (_lock)
            {
                if (_listening.Task.IsCompleted) _listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
                _status = _status with { Port = null };
            }

            return new BrokerLife(exit, words.Listens ? time.GetElapsedTime(since) : TimeSpan.Zero, words, child.ErrorTail);
        }
    }

    private async Task<ChildExit> StopAsync(ChildProcess child)
    {
        child.Terminate();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.StopSeconds), time);
        ChildExit exit;
        try
        {
            exit = await child.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            exit = await child.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (exit.IsSuccess) EmbeddedBrokerLog.Stopped(logger);
        else EmbeddedBrokerLog.NotSaved(logger, exit.ToString());
        return exit;
    }

    private void Listens(int port)
    {
        lock (_lock)
        {
            _status = _status with { Port = port, Problem = null };
            _listening.TrySetResult(port);
        }

        EmbeddedBrokerLog.Listens(logger, port, SubscribeCommand(port, options.Prefix));
    }

    private void Set(EmbeddedBrokerStatus status)
    {
        lock (_lock) _status = status;
    }
}
