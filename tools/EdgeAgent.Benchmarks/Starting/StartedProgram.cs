using System.Diagnostics;
using System.Globalization;

namespace EdgeAgent.Benchmarks.Starting;

/// <summary>A program that is measured from outside: from its start to its first line, and what it takes while it goes on.</summary>
internal sealed class StartedProgram : IDisposable
{
    // Hundredths of a second, whatever the kernel's own.
    private const double Tick = 0.01;

    private readonly Process _process;
    private readonly CancellationTokenSource _fed = new();
    private readonly Task _feeding;
    private readonly Task _said;
    private bool _isEnded;

    private StartedProgram(string program, IReadOnlyList<string> arguments, Func<Stream, CancellationToken, Task> feed)
    {
        Began = TimeProvider.System.GetTimestamp();
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, Environment = { ["DOTNET_TieredPGO"] = "0" } })!;
        _feeding = FeedAsync(feed);
        // A full pipe would stop it.
        _said = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>When it was started, by the monotonic clock.</summary>
    public long Began { get; }

    /// <summary>Starts it.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="feed">Writes its standard input.</param>
    /// <exception cref="BenchmarkException">It is not there.</exception>
    public static StartedProgram Start(string program, IReadOnlyList<string> arguments, Func<Stream, CancellationToken, Task> feed) =>
        File.Exists(program) ? new StartedProgram(program, arguments, feed) : throw new BenchmarkException($"{program} is not there; make bench start builds it.");

    /// <summary>Waits for its first line, and gives the time since it was started.</summary>
    /// <exception cref="BenchmarkException">It ended without one, or says why it can't run.</exception>
    public async Task<TimeSpan> FirstLineAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
        var took = TimeProvider.System.GetElapsedTime(Began);
        return line is { Length: > 0 } && !line.StartsWith("error", StringComparison.Ordinal) ? took : throw new BenchmarkException($"{Path.GetFileName(_process.StartInfo.FileName)} failed: {line}");
    }

    /// <summary>Reads on, so that it is never kept waiting.</summary>
    public Task DrainAsync() => _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);

    /// <summary>Processor time of all its threads so far.</summary>
    public TimeSpan Cpu()
    {
        var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) * Tick);
    }

    /// <summary>Resident memory, bytes.</summary>
    public long Resident() => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;

    /// <summary>Kills it; once.</summary>
    public void Dispose()
    {
        if (_isEnded) return;
        _isEnded = true;
        _fed.Cancel();
        _process.Kill();
        _process.WaitForExit();
        _feeding.Wait();
        _said.Wait();
        _process.Dispose();
        _fed.Dispose();
    }

    private async Task FeedAsync(Func<Stream, CancellationToken, Task> feed)
    {
        try
        {
            await feed(_process.StandardInput.BaseStream, _fed.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // It has ended, or has said enough.
        }
    }
}
