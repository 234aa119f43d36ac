using EdgeAgent.Replay.Output;
using Microsoft.Win32.SafeHandles;

namespace EdgeAgent.Hosting;

/// <summary>What the process may show and where: results on standard output, everything else on standard error.</summary>
internal sealed class Terminal : IDisposable
{
    private const int StandardOutput = 1;

    private readonly Lock _lock = new();
    private bool _transient;

    private readonly Stream _output = OpenOutput();

    /// <summary>Whether results go to a person's screen.</summary>
    public bool IsScreen { get; } = !Console.IsOutputRedirected;

    /// <summary>Whether notes go to a person's screen, where a progress line may be redrawn.</summary>
    public bool NotesAreOnScreen { get; } = !Console.IsErrorRedirected;

    /// <summary>Whether colour is wanted (https://no-color.org).</summary>
    public bool Colour => IsScreen && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Columns of the screen; 100 where there is none.</summary>
    public int Width
    {
        get
        {
            try
            {
                return IsScreen || NotesAreOnScreen ? Math.Clamp(Console.WindowWidth, 24, 400) : 100;
            }
            catch (IOException)
            {
                return 100;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    /// <summary>Writes a line of results, above a progress line if there is one.</summary>
    public void WriteLine(string line) => Write(System.Text.Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Writes bytes of results.</summary>
    /// <exception cref="OutputException">Standard output takes no more.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (IsScreen) ClearTransient();
            try
            {
                _output.Write(bytes);
            }
            catch (IOException error)
            {
                throw new OutputException($"standard output could not be written ({error.Message.TrimEnd('.')}); free some space, or keep its reader alive", error);
            }
        }
    }

    /// <summary>The last notes.</summary>
    public RecentNotes Notes { get; } = new();

    /// <summary>Writes a note for the person or the journal.</summary>
    public void Note(string line)
    {
        Notes.Add(line);
        lock (_lock)
        {
            ClearTransient();
            Console.Error.WriteLine(line);
        }
    }

    /// <summary>Shows a line that the next one replaces; only on a screen.</summary>
    public void Progress(string line)
    {
        if (!NotesAreOnScreen) return;
        lock (_lock)
        {
            var width = Width - 1;
            Console.Error.Write("\r\e[2K" + (line.Length > width ? line[..width] : line));
            _transient = true;
        }
    }

    /// <summary>Removes the progress line.</summary>
    public void EndProgress()
    {
        lock (_lock) ClearTransient();
    }

    // The console's stream hides that nobody reads a pipe any more, and events would vanish unnoticed. For a file it is the right one:
    // a stream of our own would keep a position of its own and write over what standard error put into the same file.
    private static Stream OpenOutput()
    {
        var stream = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!stream.CanSeek) return stream;
        stream.Dispose();
        return Console.OpenStandardOutput();
    }

    private void ClearTransient()
    {
        if (!_transient) return;
        Console.Error.Write("\r\e[2K");
        _transient = false;
    }
}
