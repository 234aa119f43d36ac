using System.CommandLine;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.OpenCv;
using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Synthesis.Commands;

/// <summary>Runs a verb and turns what can go wrong into one sentence and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>All was made.</summary>
    public const int Done = 0;

    /// <summary>The recording or picture could not be made or written.</summary>
    public const int Failed = 1;

    /// <summary>The command line asks for something that does not exist.</summary>
    public const int Usage = 2;

    /// <summary>Stopped by Ctrl-C or SIGTERM; nothing is left behind.</summary>
    public const int Stopped = 130;

    /// <summary>Parses the command line and runs its verb.</summary>
    /// <param name="arguments">The words after the program's name.</param>
    /// <param name="output">Where help and results go.</param>
    /// <param name="errors">Where the sentence about a failure goes.</param>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter errors)
    {
        var root = new RootCommand("Makes demo sound, microscope fields and camera scenes for EdgeAgent; the same seed gives the same bytes.")
        {
            SongCommand.Create(output),
            NoiseCommand.Create(output),
            FieldsCommand.Create(output, TimeProvider.System),
            ScenesCommand.Create(output),
            FilmCommand.Create(output, TimeProvider.System),
        };
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            var verb = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            errors.WriteLine($"edge-synth: {parsed.Errors[0].Message} See edge-synth {verb}--help.");
            return Usage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        catch (Exception failure) when (failure is SynthesisException or AudioFileException or NativeLibraryException or OpenCvException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine("edge-synth: " + failure.Message);
            return Failed;
        }
    }
}
