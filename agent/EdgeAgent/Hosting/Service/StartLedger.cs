using System.Globalization;

namespace EdgeAgent.Hosting.Service;

/// <summary>
/// Counts starts that did not end well, so that an agent which crashes again and again can leave its pipelines off and stay reachable. Only crashes within one boot of the machine count:
/// a box whose power comes and goes has not crashed.
/// </summary>
/// <remarks>One line in <c>starts</c> in the state directory: the machine's boot id and the count. A file that can't be read counts as none; one that can't be written keeps the agent from nothing.</remarks>
/// <param name="directory">The state directory.</param>
/// <param name="bootId">Names the machine's boot.</param>
internal sealed class StartLedger(string directory, string bootId)
{
    private string File => Path.Combine(directory, "starts");

    /// <summary>Starts of this boot before this one that did not end well.</summary>
    public int Crashes { get; private set; }

    /// <summary>Notes a start.</summary>
    public void Begin()
    {
        Crashes = Read();
        Write(Crashes + 1);
    }

    /// <summary>The agent has run well long enough, or was stopped in good order: what was before does not count any more.</summary>
    public void Settle() => Write(0);

    /// <summary>The next start is to try again what this one left off; one more crash is enough to leave it off once more.</summary>
    /// <param name="limit">Crashes after which pipelines are left off.</param>
    public void TryAgain(int limit) => Write(limit - 1);

    private int Read()
    {
        try
        {
            var words = System.IO.File.ReadAllText(File).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return words.Length == 2 && words[0] == bootId && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private void Write(int count)
    {
        try
        {
            StateFile.Replace(File, string.Create(CultureInfo.InvariantCulture, $"{bootId} {count}\n"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that takes nothing is told by the event store; without the count the agent merely starts as ever.
        }
    }
}
