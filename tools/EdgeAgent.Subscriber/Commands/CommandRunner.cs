using System.CommandLine;
using EdgeAgent.Interop.Native;

namespace EdgeAgent.Subscriber.Commands;

/// <summary>Runs the command line and turns what can go wrong into one sentence and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Everything that was produced was received or declared.</summary>
    public const int Complete = 0;

    /// <summary>Something is missing, or the broker could not be heard.</summary>
    public const int Incomplete = 1;

    /// <summary>The command line asks for something that does not exist.</summary>
    public const int Usage = 2;

    /// <summary>Parses the command line and subscribes.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="output">Where the report goes.</param>
    /// <param name="errors">Where notes and the sentence about a failure go.</param>
    /// <param name="time">Tells arrival times.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors, TimeProvider time)
    {
        var parsed = SubscribeCommand.Create(output, errors, time).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            await errors.WriteLineAsync($"edge-subscriber: {parsed.Errors[0].Message} See edge-subscriber --help.");
            return Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception failure) when (failure is SubscriberException or NativeLibraryException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync("edge-subscriber: " + failure.Message);
            return Incomplete;
        }
    }
}
