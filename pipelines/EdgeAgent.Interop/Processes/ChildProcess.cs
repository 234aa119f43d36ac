using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Processes;

/// <summary>
/// A child process: the one way in which the agent starts programs. It and everything it starts share a process group that ends with it,
/// at <see cref="Kill"/>, and with the agent, also when that is killed. It inherits no descriptor beyond 0 to 2, and leaves no zombie.
/// </summary>
/// <remarks>The streams wait without a thread of their own; one small thread a child waits for its end. Safe to use from any thread.</remarks>
public sealed class ChildProcess : IDisposable, IAsyncDisposable
{
    /// <summary>What standard error may still take to end once the process has: longer only when a process that left the group holds it open.</summary>
    private static readonly TimeSpan ErrorPatience = TimeSpan.FromMilliseconds(500);

    private readonly ProcessGroup _group;
    private readonly LineTail _tail;
    private readonly AnonymousPipeClientStream _error;
    private readonly Task _errorRead;
    private readonly TaskCompletionSource<ChildExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(ChildProcessStart start, ProcessGroup group, int id, Descriptors? input, Descriptors? output, Descriptors error)
    {
        _group = group;
        _tail = new LineTail(start.ErrorLines, start.Redact, start.ErrorLine);
        Id = id;
        Program = start.Program;
        Input = input is null ? Stream.Null : new AnonymousPipeClientStream(PipeDirection.Out, input.TakeWrite());
        Output = output is null ? Stream.Null : new AnonymousPipeClientStream(PipeDirection.In, output.TakeRead());
        _error = new AnonymousPipeClientStream(PipeDirection.In, error.TakeRead());
        _errorRead = ReadErrorAsync();
        new Thread(WaitForEnd, maxStackSize: 256 * 1024) { IsBackground = true, Name = $"waits for {start.Program}" }.Start();
    }

    /// <summary>The program as it was named.</summary>
    public string Program { get; }

    /// <summary>Its process id; not unique any more once it has exited.</summary>
    public int Id { get; }

    /// <summary>Its standard input, to write to; a stream that swallows everything unless <see cref="ChildProcessStart.PipesInput"/>. Dispose it to let the child read the end.</summary>
    public Stream Input { get; }

    /// <summary>Its standard output, to read from: reads end with 0 when it is closed by the child and everything the child started. Empty unless <see cref="ChildProcessStart.PipesOutput"/>.</summary>
    public Stream Output { get; }

    /// <summary>The newest lines of its standard error, oldest first, without secrets that <see cref="ChildProcessStart.Redact"/> knows.</summary>
    public IReadOnlyList<string> ErrorTail => _tail.Lines;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _exit.Task.IsCompleted;

    /// <summary>Starts a program.</summary>
    /// <exception cref="ChildProcessException">It can't be started: missing, not executable, no descriptor left.</exception>
    public static ChildProcess Start(ChildProcessStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(start.ErrorLines, 1, nameof(start));
        using var input = start.PipesInput ? new Descriptors(start.Program) : null;
        using var output = start.PipesOutput ? new Descriptors(start.Program) : null;
        using var error = new Descriptors(start.Program);
        var group = new ProcessGroup(start.Program);
        try
        {
            var id = PosixSpawn.Start(start, group.Id, input?.Read ?? -1, output?.Write ?? -1, error.Write);
            return new ChildProcess(start, group, id, input, output, error);
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    /// <summary>Asks it and everything it started to end (SIGTERM).</summary>
    public void Terminate() => _group.Signal(LibC.SignalTerminate);

    /// <summary>Sends SIGINT to it and everything it started: some programs end their files properly only then.</summary>
    public void Interrupt() => _group.Signal(LibC.SignalInterrupt);

    /// <summary>Kills it and everything it started (SIGKILL), stopped processes included.</summary>
    public void Kill() => _group.Signal(LibC.SignalKill);

    /// <summary>Waits for its end. By then everything it started is gone too, and <see cref="ErrorTail"/> is complete.</summary>
    /// <exception cref="OperationCanceledException">Waiting was given up; the child goes on.</exception>
    public Task<ChildExit> WaitForExitAsync(CancellationToken cancellation) => _exit.Task.WaitAsync(cancellation);

    /// <summary>Kills what still runs and closes the streams; returns when everything is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await _exit.Task.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="DisposeAsync"/>, waiting for a killed process on this thread.</summary>
    public void Dispose()
    {
        Kill();
        _exit.Task.GetAwaiter().GetResult();
        CloseAsync().AsTask().GetAwaiter().GetResult();
    }

    private async ValueTask CloseAsync()
    {
        await Input.DisposeAsync().ConfigureAwait(false);
        await Output.DisposeAsync().ConfigureAwait(false);
        await _error.DisposeAsync().ConfigureAwait(false);
        await _errorRead.ConfigureAwait(false);
    }

    private async Task ReadErrorAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (await _error.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count) _tail.Append(buffer.AsSpan(0, count));
            _tail.EndLine();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed at the end of the child.
        }
    }

    // The child stays a zombie until its status is read, and the group's id belongs to the guard until that is reaped: neither can meanwhile be somebody else's.
    private unsafe void WaitForEnd()
    {
        var info = stackalloc byte[LibC.StructureBytes];
        while (LibC.WaitId(LibC.WaitForPid, (uint)Id, info, LibC.WaitExited | LibC.WaitLeaveZombie) < 0 && Marshal.GetLastPInvokeError() == LibC.Interrupted)
        {
        }

        _group.Signal(LibC.SignalKill);
        var status = 0;
        int waited;
        while ((waited = LibC.WaitPid(Id, &status, 0)) < 0 && Marshal.GetLastPInvokeError() == LibC.Interrupted)
        {
        }

        _group.Dispose();
        Task.WaitAny([_errorRead], ErrorPatience);
        // Where the agent was started with SIGCHLD ignored, the kernel reaps children itself and keeps no status.
        _exit.TrySetResult(waited == Id ? ChildExit.FromStatus(status) : new ChildExit(null, null));
    }
}
