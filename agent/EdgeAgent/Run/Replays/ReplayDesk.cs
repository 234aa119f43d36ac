using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Interop.Processes;

namespace EdgeAgent.Run.Replays;

/// <summary>Replays recordings of the box for those who ask from afar: in a process of its own, at the lowest priority, so that neither its work nor its end touches what is heard live.</summary>
/// <param name="settings">The configuration in effect.</param>
/// <param name="time">Patience.</param>
internal sealed class ReplayDesk(AgentSettings settings, TimeProvider time) : IReplayDesk, IDisposable
{
    // News under way to a slow reader; behind that the replay itself waits.
    private const int Held = 256;
    private const string Sentence = "edge-agent: ";

    private static readonly TimeSpan GoodbyePatience = TimeSpan.FromSeconds(5);

    private readonly ReplayRoots _roots = new(settings.Control.ReplayRoots);
    private readonly SemaphoreSlim _turn = new(1);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReplayNews> ReplayAsync(ReplayOrder order, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(order);
        var arguments = Arguments(order, _roots.Find(order.Paths));
        if (!await _turn.WaitAsync(TimeSpan.Zero, cancellation).ConfigureAwait(false)) throw new ControlRefusedException(RefusalKind.Exhausted, "another replay runs on this box; wait for its end");
        try
        {
            var news = Channel.CreateBounded<ReplayNews>(Held);
            await using var child = Start(arguments, line => news.Writer.TryWrite(ReplayLine.Read(line)));
            await using var ended = cancellation.Register(child.Terminate).ConfigureAwait(false);
            var reading = ReadAsync(child, news.Writer, cancellation);
            long events = 0;
            await foreach (var one in news.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                if (one.Document is { } document && document.Contains("\"revision\":0,", StringComparison.Ordinal)) events++;
                yield return one with { Events = events };
            }

            await reading.ConfigureAwait(false);
            var exit = await child.WaitForExitAsync(cancellation).WaitAsync(GoodbyePatience, time, cancellation).ConfigureAwait(false);
            yield return new ReplayNews
            {
                ExitCode = exit.Code ?? Hosting.ExitCode.Failed, Events = events,
                Problem = exit.Code == Hosting.ExitCode.Done ? null : child.ErrorTail.LastOrDefault(line => line.StartsWith(Sentence, StringComparison.Ordinal))?[Sentence.Length..] ?? $"the replay {exit}",
            };
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private static async Task ReadAsync(ChildProcess child, ChannelWriter<ReplayNews> news, CancellationToken cancellation)
    {
        Exception? fault = null;
        try
        {
            using var lines = new StreamReader(child.Output, leaveOpen: true);
            while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line) await news.WriteAsync(new ReplayNews { Document = line }, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            fault = error as OperationCanceledException;
        }
        finally
        {
            news.TryComplete(fault);
        }
    }

    private static ChildProcess Start(IReadOnlyList<string> arguments, Action<string> errorLine)
    {
        string[] program = Path.GetFileName(Environment.ProcessPath) == "dotnet" ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "edge-agent.dll")] : [Environment.ProcessPath!];
        var start = new ChildProcessStart { Program = "nice", Arguments = ["-n", "19", .. program, .. arguments], ErrorLine = errorLine };
        try
        {
            return ChildProcess.Start(start);
        }
        catch (ChildProcessException)
        {
            // A system without nice: one core, and the kernel shares the others fairly.
            return ChildProcess.Start(start with { Program = program[0], Arguments = [.. program[1..], .. arguments] });
        }
    }

    private List<string> Arguments(ReplayOrder order, IReadOnlyList<string> files)
    {
        var pipeline = order.Pipeline is not { } name ? null : settings.Pipelines.FirstOrDefault(p => p.Name == name)
            ?? throw new ControlRefusedException(RefusalKind.NotFound, $"there is no pipeline '{name}' here; there are {string.Join(", ", settings.Pipelines.Select(p => p.Name))}");
        var arguments = new List<string> { "replay", "--json", "--keep-going", "--jobs", "1", "--progress-seconds", "1" };
        foreach (var model in order.Model is { } wanted ? [wanted] : pipeline?.Models ?? (settings.Pipelines.Count > 0 ? settings.Pipelines[0].Models : [])) arguments.AddRange(["--model", model]);
        foreach (var (key, value) in pipeline?.Rules ?? new Dictionary<string, string>()) arguments.AddRange(["--rule", $"{key}={value}"]);
        if (pipeline is not null) arguments.AddRange(["--channel", pipeline.Source.Channel.ToString(CultureInfo.InvariantCulture)]);
        foreach (var (key, value) in new[] { ("Agent:Name", settings.Device), ("Agent:StateDirectory", settings.StateDirectory), ("Models:Repository", settings.Repository), ("Runtime:OnnxRuntimeLibrary", settings.OnnxRuntimeLibrary) })
            if (value is not null) arguments.AddRange(["--set", $"{key}={value}"]);
        arguments.AddRange(files);
        return arguments;
    }
}
