using System.Diagnostics;

namespace EdgeAgent.Interop.Tests.Mosquitto;

/// <summary>The lines that a process writes, for a test that waits for one.</summary>
internal sealed class ProcessLog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<string> _lines = [];
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Process _process;

    public ProcessLog(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public async Task UntilAsync(Predicate<string> wanted)
    {
        while (!Lines.Any(line => wanted(line)))
        {
            var alive = !_process.HasExited;
            if (!await _changed.WaitAsync(alive ? Patience : TimeSpan.FromSeconds(1))) Assert.Fail($"the line did not come; the process wrote:\n{string.Join('\n', Lines)}");
        }
    }

    public void Dispose() => _changed.Dispose();

    private void Add(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
        try
        {
            _changed.Release();
        }
        catch (ObjectDisposedException)
        {
            // The last words of a process that was stopped.
        }
    }
}
