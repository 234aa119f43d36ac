using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace EdgeAgent.Delivery.Tests.Crash.Matrix;

/// <summary>A delivery worker as a child process: what it was promised is kept, also when it is killed.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    // 128 + SIGKILL.
    private const int Killed = 137;

    private readonly Process _process;
    private readonly Lock _lock = new();
    private readonly List<Promise> _promises = [];
    private readonly List<string> _words = [];
    private readonly List<string> _errors = [];
    private readonly Signal _changed = new();
    private readonly Task _exit;
    private readonly Task _reading;
    private readonly string _command;
    private bool _isBelieved = true;

    private WorkerProcess(string program, IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        _command = string.Join(' ', arguments);
        _process = Process.Start(info) ?? throw new InvalidOperationException("the worker did not start");
        // Once: several who wait for the end of one process at a time can miss it.
        _exit = _process.WaitForExitAsync();
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput, Take), ReadAsync(_process.StandardError, Complain));
    }

    /// <summary>What it was promised so far.</summary>
    public IReadOnlyList<Promise> Promises
    {
        get
        {
            lock (_lock) return [.. _promises];
        }
    }

    /// <summary>Messages that it was promised so far.</summary>
    public int Promised
    {
        get
        {
            lock (_lock) return _promises.Sum(promise => promise.Messages.Count);
        }
    }

    /// <summary>What it says went wrong.</summary>
    public IReadOnlyList<string> Errors
    {
        get
        {
            lock (_lock) return [.. _errors];
        }
    }

    /// <summary>The worker.</summary>
    public static string Binary => Path.Combine(AppContext.BaseDirectory, "EdgeAgent.DeliveryWorker.dll");

    private static string DotnetHost { get; } = Path.GetFullPath("../../../dotnet", RuntimeEnvironment.GetRuntimeDirectory());

    public static WorkerProcess Start(IReadOnlyList<string> arguments) => new(DotnetHost, [Binary, .. arguments]);

    /// <summary>Starts a program that has a worker within and says what it says.</summary>
    public static WorkerProcess Start(string program, IReadOnlyList<string> arguments) => new(program, arguments);

    /// <summary>Says a word to it.</summary>
    public async Task TellAsync(string word)
    {
        await _process.StandardInput.WriteLineAsync(word);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until it was promised so many messages, has drained, or has died.</summary>
    public async Task PromisedAsync(int messages) =>
        Check(await _changed.UntilAsync(() => Promised >= messages || _process.HasExited || HasSaid("drained") is not null), $"{messages} promised messages");

    /// <summary>Waits until it was promised so many messages, or says that its disk does not work, or has died.</summary>
    public async Task PromisedOrTroubledAsync(int messages) =>
        Check(await _changed.UntilAsync(() => Promised >= messages || Errors.Any(line => line.Contains("turned away", StringComparison.Ordinal)) || _process.HasExited || HasSaid("drained") is not null), "trouble");

    /// <summary>Waits until it has died of itself; one that has done everything without is killed.</summary>
    public async Task KilledOrDrainedAsync()
    {
        await SaidAsync("drained");
        await KillAsync();
    }

    /// <summary>Believes nothing that it says from now on.</summary>
    public void StopBelieving()
    {
        lock (_lock) _isBelieved = false;
    }

    /// <summary>Whether it is dead.</summary>
    public bool IsDead => _process.HasExited;

    /// <summary>Waits until it has said a line that begins so; null when it died before.</summary>
    public async Task<string?> SaidAsync(string word)
    {
        Check(await _changed.UntilAsync(() => HasSaid(word) is not null || _process.HasExited), $"'{word}'");
        return HasSaid(word);
    }

    /// <summary>SIGKILL, where it has not died of itself; everything it said is read.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await DiedAsync();
    }

    /// <summary>Waits until it has died of itself; everything it said is read.</summary>
    public async Task DiedAsync()
    {
        var died = Task.WhenAll(_exit, _reading);
        Check(await Task.WhenAny(died, Task.Delay(Signal.Patience)) == died, "its end");
    }

    /// <summary>Waits until it has killed itself where its plan says; one that ends in another way, such as for a test disk that can't be made, has tried nothing.</summary>
    public async Task CutAsync()
    {
        await DiedAsync();
        Assert.True(_process.ExitCode == Killed, $"the worker was not cut off but exited with {_process.ExitCode}:\n{string.Join('\n', Errors)}");
    }

    /// <summary>Lets it end as it should.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await DiedAsync();
        Assert.True(_process.ExitCode == 0, $"the worker exited with {_process.ExitCode}:\n{string.Join('\n', Errors)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _exit;
        _process.Dispose();
    }

    private string? HasSaid(string word)
    {
        lock (_lock) return _words.Find(line => line.StartsWith(word, StringComparison.Ordinal));
    }

    private void Check(bool held, string what)
    {
        if (!held)
            throw new TimeoutException(string.Create(CultureInfo.InvariantCulture, $"waited {Signal.Patience.TotalSeconds:F0} s for {what} of the worker ({_command}), which was promised {Promised} and {Life()}; it said:\n{string.Join('\n', Errors.TakeLast(12))}"));
    }

    // What its threads wait for, to tell a hang from a slow machine.
    private string Life()
    {
        if (_process.HasExited) return "has ended";
        try
        {
            return "has the threads " + string.Join(", ", Directory.GetDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/task")).Select(task => $"{File.ReadAllText(task + "/comm").Trim()} ({File.ReadAllText(task + "/wchan")})"));
        }
        catch (IOException)
        {
            return "has ended just now";
        }
    }

    private void Take(string line)
    {
        lock (_lock)
        {
            if (!_isBelieved) return;
            if (Promise.Parse(line) is { } promise) _promises.Add(promise);
            else _words.Add(line);
        }
    }

    private void Complain(string line)
    {
        lock (_lock) _errors.Add(line);
    }

    private async Task ReadAsync(StreamReader reader, Action<string> take)
    {
        var line = new StringBuilder();
        var some = new char[4096];
        while (await reader.ReadAsync(some) is > 0 and var count)
        {
            // Whole lines only: what a guest was saying when it died is not believed.
            foreach (var letter in some.AsSpan(0, count))
            {
                if (letter != '\n')
                {
                    line.Append(letter);
                    continue;
                }

                take(line.ToString());
                line.Clear();
            }

            _changed.Raise();
        }

        await _exit;
        _changed.Raise();
    }
}
