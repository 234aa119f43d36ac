namespace EdgeAgent.Edgectl.Output;

/// <summary>Where results and notes go: results to standard output, everything else to standard error.</summary>
internal sealed class Screen
{
    /// <summary>Whether a person reads the results.</summary>
    public bool IsTerminal { get; } = !Console.IsOutputRedirected;

    /// <summary>Columns of the terminal; int.MaxValue where there is none.</summary>
    public int Width => IsTerminal ? Math.Max(24, Console.WindowWidth) : int.MaxValue;

    /// <summary>Writes a line of results.</summary>
    public static void Line(string text) => Console.Out.WriteLine(text);

    /// <summary>Writes a note for the person.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);
}
