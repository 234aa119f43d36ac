using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Processes;

/// <summary>
/// A process group that can't outlive the agent. Its leader is a guard, a shell that waits for the end of a pipe which only the agent holds open:
/// when the agent dies, however it dies, the kernel closes the pipe and the guard kills the whole group, itself included.
/// </summary>
/// <remarks>
/// A parent-death signal would not do: it fires when the <em>thread</em> ends that started the child, and reaches no grandchild.
/// The guard's script is constant and takes no arguments. The group's id is the guard's, so it can't be given to others before the guard is waited for.
/// A process that founds a group or session of its own leaves; under systemd the unit's control group catches that one.
/// </remarks>
internal sealed class ProcessGroup : IDisposable
{
    // Signals that are meant for the group must not end the guard: only SIGKILL does, and by then the others are gone too.
    private const string Guard = "trap '' HUP INT QUIT PIPE TERM; read -r _; kill -KILL 0";

    private readonly Lock _lock = new();
    private readonly Descriptors _life;
    private bool _closed;

    /// <summary>Starts the guard.</summary>
    /// <param name="program">The program that the group is for, for messages.</param>
    /// <exception cref="ChildProcessException">It can't be started.</exception>
    public ProcessGroup(string program)
    {
        _life = new Descriptors(program);
        try
        {
            Id = PosixSpawn.Start(new ChildProcessStart { Program = "/bin/sh", Arguments = ["-c", Guard, "edge-agent-guard"], WorkingDirectory = "/" }, group: 0, _life.Read, output: -1, error: -1);
        }
        catch
        {
            _life.Dispose();
            throw;
        }
    }

    /// <summary>The group's id.</summary>
    public int Id { get; }

    /// <summary>Sends a signal to everything in the group; nothing happens once it is closed.</summary>
    public void Signal(int signal)
    {
        lock (_lock)
        {
            if (!_closed) _ = LibC.Kill(-Id, signal);
        }
    }

    /// <summary>Kills what is left, and reaps what of it is a child of the agent: the guard, and as the first process of a container also what its members leave behind.</summary>
    public unsafe void Dispose()
    {
        lock (_lock)
        {
            if (_closed) return;
            _closed = true;
            _ = LibC.Kill(-Id, LibC.SignalKill);
            int status;
            while (LibC.WaitPid(-Id, &status, 0) > 0 || Marshal.GetLastPInvokeError() == LibC.Interrupted)
            {
            }

            _life.Dispose();
        }
    }
}
