using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Interop.Processes;

/// <summary>The two ends of a pipe. Both close on exec, so that no other child keeps one open.</summary>
internal sealed class Descriptors : IDisposable
{
    private int _read;
    private int _write;

    /// <summary>Opens a pipe.</summary>
    /// <exception cref="ChildProcessException">The process has no descriptor left.</exception>
    public unsafe Descriptors(string program)
    {
        var ends = stackalloc int[2];
        if (LibC.Pipe(ends, LibC.OpenCloseOnExec) != 0)
            throw new ChildProcessException(program, $"{program} can't be started: a pipe to it can't be opened ({new Win32Exception(Marshal.GetLastPInvokeError()).Message}); look at the limit of open files");
        (_read, _write) = (ends[0], ends[1]);
    }

    /// <summary>The descriptor to read from; still owned here.</summary>
    public int Read => _read;

    /// <summary>The descriptor to write to; still owned here.</summary>
    public int Write => _write;

    /// <summary>Hands the reading end over; the receiver closes it.</summary>
    public SafePipeHandle TakeRead() => new(Take(ref _read), ownsHandle: true);

    /// <summary>Hands the writing end over; the receiver closes it.</summary>
    public SafePipeHandle TakeWrite() => new(Take(ref _write), ownsHandle: true);

    /// <summary>Closes the ends that nobody took.</summary>
    public void Dispose()
    {
        Close(Take(ref _read));
        Close(Take(ref _write));
    }

    private static int Take(ref int end)
    {
        var descriptor = end;
        end = -1;
        return descriptor;
    }

    private static void Close(int descriptor)
    {
        if (descriptor >= 0) _ = LibC.Close(descriptor);
    }
}
