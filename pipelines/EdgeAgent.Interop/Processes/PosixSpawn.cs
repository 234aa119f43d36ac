using System.Collections;
using System.ComponentModel;

namespace EdgeAgent.Interop.Processes;

/// <summary>
/// Starts one process by <c>posix_spawn</c>: in a given process group, with nothing open but 0 to 2, no signal blocked and none ignored
/// (the runtime ignores SIGPIPE, and a child would inherit that).
/// </summary>
internal static unsafe class PosixSpawn
{
    /// <summary>Starts it.</summary>
    /// <param name="start">The program.</param>
    /// <param name="group">Process group to join; 0 founds one with the process as its leader.</param>
    /// <param name="input">Descriptor for standard input; −1 for <c>/dev/null</c>.</param>
    /// <param name="output">Descriptor for standard output; −1 for <c>/dev/null</c>.</param>
    /// <param name="error">Descriptor for standard error; −1 for <c>/dev/null</c>.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="ChildProcessException">It did not start.</exception>
    public static int Start(ChildProcessStart start, int group, int input, int output, int error)
    {
        Check(start);
        using var arguments = new NativeTexts([start.Program, .. start.Arguments]);
        using var environment = new NativeTexts(EnvironmentOf(start));
        var actions = stackalloc byte[LibC.StructureBytes];
        var attributes = stackalloc byte[LibC.StructureBytes];
        var signals = stackalloc byte[LibC.StructureBytes];
        _ = LibC.InitializeActions(actions);
        _ = LibC.InitializeAttributes(attributes);
        try
        {
            Connect(actions, 0, input, LibC.OpenReadOnly);
            Connect(actions, 1, output, LibC.OpenWriteOnly);
            Connect(actions, 2, error, LibC.OpenWriteOnly);
            _ = LibC.AddCloseFrom(actions, 3);
            if (start.WorkingDirectory is { } folder) _ = LibC.AddChangeDirectory(actions, folder);
            _ = LibC.SetFlags(attributes, LibC.SpawnSetGroup | LibC.SpawnSetDefaultSignals | LibC.SpawnSetSignalMask);
            _ = LibC.SetGroup(attributes, group);
            _ = LibC.FillSignals(signals);
            _ = LibC.SetDefaultSignals(attributes, signals);
            _ = LibC.EmptySignals(signals);
            _ = LibC.SetSignalMask(attributes, signals);
            int pid;
            var failure = LibC.Spawn(&pid, arguments.Pointer[0], actions, attributes, arguments.Pointer, environment.Pointer);
            return failure == 0 ? pid : throw new ChildProcessException(start.Program, Describe(start, failure));
        }
        catch (EntryPointNotFoundException missing)
        {
            throw new ChildProcessException(start.Program, $"{start.Program} can't be started: this system's C library is too old or no glibc ({missing.Message}); glibc 2.34 or later is needed");
        }
        finally
        {
            _ = LibC.DestroyActions(actions);
            _ = LibC.DestroyAttributes(attributes);
        }
    }

    private static void Connect(void* actions, int target, int descriptor, int flags)
    {
        if (descriptor >= 0) _ = LibC.AddDuplicate(actions, descriptor, target);
        else _ = LibC.AddOpen(actions, target, "/dev/null", flags, 0);
    }

    private static void Check(ChildProcessStart start)
    {
        if (start.Program.Length == 0) throw new ChildProcessException(start.Program, "a program to start is not named; give its name or path");
        // C ends a text at the first NUL: the child would be given something else than was meant.
        if (start.Program.Contains('\0', StringComparison.Ordinal) || start.Arguments.Any(a => a.Contains('\0', StringComparison.Ordinal)))
            throw new ChildProcessException(start.Program, $"{start.Program} can't be started: an argument holds a NUL character; remove it");
        if (start.WorkingDirectory is { } folder && !Directory.Exists(folder))
            throw new ChildProcessException(start.Program, $"{start.Program} can't be started: its working directory {folder} is not there; make it or name another");
    }

    private static string Describe(ChildProcessStart start, int failure) => failure switch
    {
        LibC.NoEntry when start.Program.Contains('/', StringComparison.Ordinal) => $"{start.Program}: no such program; {start.Remedy}",
        LibC.NoEntry => $"{start.Program} is not installed (it is not in PATH); {start.Remedy}",
        LibC.AccessDenied => $"{start.Program} may not be executed by this user; check its permissions",
        LibC.NotExecutable => $"{start.Program} is no program of this machine, nor a script that names its interpreter in its first line; {start.Remedy}",
        _ => $"{start.Program} can't be started: {new Win32Exception(failure).Message}",
    };

    private static List<string> EnvironmentOf(ChildProcessStart start)
    {
        var variables = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (!IsAgentsOwn(name) && !start.Environment.ContainsKey(name)) variables.Add($"{name}={variable.Value}");
        }

        foreach (var (name, value) in start.Environment)
            if (value is not null) variables.Add($"{name}={value}");
        return variables;
    }

    private static bool IsAgentsOwn(string name) =>
        name.StartsWith("EDGEAGENT__", StringComparison.OrdinalIgnoreCase) || name == "NOTIFY_SOCKET"
        || name.StartsWith("WATCHDOG_", StringComparison.Ordinal) || name.StartsWith("LISTEN_", StringComparison.Ordinal);
}
