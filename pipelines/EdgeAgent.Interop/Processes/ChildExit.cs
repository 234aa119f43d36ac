using System.Globalization;

namespace EdgeAgent.Interop.Processes;

/// <summary>How a child process ended. Where the system keeps no status, because the agent was started with SIGCHLD ignored, neither is known.</summary>
/// <param name="Code">Its exit code, 0 to 255; null when a signal ended it.</param>
/// <param name="Signal">The number of the signal that ended it; null when it exited by itself.</param>
public sealed record ChildExit(int? Code, int? Signal)
{
    /// <summary>Whether it exited by itself with code 0.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary>In words, to follow the program's name: <c>exited with code 1</c>, <c>was killed by SIGKILL</c>.</summary>
    public override string ToString() => (Code, Signal) switch
    {
        (_, { } signal) => $"was killed by {NameOf(signal)}",
        ({ } code, _) => string.Create(CultureInfo.InvariantCulture, $"exited with code {code}"),
        _ => "ended",
    };

    /// <summary>Reads what <c>waitpid</c> gives: the signal in the low 7 bits, else the code in the next 8.</summary>
    internal static ChildExit FromStatus(int status) =>
        (status & 0x7f) == 0 ? new ChildExit((status >> 8) & 0xff, null) : new ChildExit(null, status & 0x7f);

    private static string NameOf(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        7 => "SIGBUS",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        14 => "SIGALRM",
        15 => "SIGTERM",
        24 => "SIGXCPU",
        25 => "SIGXFSZ",
        31 => "SIGSYS",
        _ => string.Create(CultureInfo.InvariantCulture, $"signal {signal}"),
    };
}
