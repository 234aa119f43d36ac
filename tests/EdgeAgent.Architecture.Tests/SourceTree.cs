using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EdgeAgent.Architecture.Tests;

/// <summary>The checkout's projects and source files.</summary>
internal static partial class SourceTree
{
    private static readonly string[] Rooms = ["agent", "pipelines", "models", "tools", "tests"];

    /// <summary>Every project file.</summary>
    public static IReadOnlyList<string> Projects { get; } =
        [.. Rooms.SelectMany(room => Files(room, "*.csproj")).Order(StringComparer.Ordinal)];

    /// <summary>Source files of the product: no tests, no tools.</summary>
    public static IReadOnlyList<string> Product { get; } =
        [.. new[] { "agent", "pipelines", "models" }.SelectMany(room => Files(room, "*.cs")).Order(StringComparer.Ordinal)];

    /// <summary>Path below the checkout, with slashes.</summary>
    public static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    /// <summary>Names of the projects that a project references.</summary>
    public static IReadOnlyList<string> References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)];

    /// <summary>A file's code without comments, texts and characters, line for line.</summary>
    public static string[] Code(string file) =>
        Noise().Replace(File.ReadAllText(file), match => new string('\n', match.Value.Count(c => c == '\n'))).Split('\n');

    /// <summary>Lines of the product's code that match, as <c>file:line: text</c>.</summary>
    public static IReadOnlyList<string> Find(Regex pattern, Func<string, bool> allowed) =>
        [.. Product.Where(file => !allowed(Relative(file)))
            .SelectMany(file => Code(file).Select((text, index) => (text, index)).Where(line => pattern.IsMatch(line.text))
                .Select(line => $"{Relative(file)}:{line.index + 1}: {line.text.Trim()}"))];

    private static IEnumerable<string> Files(string room, string pattern)
    {
        var folder = Path.Combine(Repository.Root, room);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal))
            : [];
    }

    // Raw, verbatim and plain texts, characters, and both kinds of comments.
    [GeneratedRegex("""
        "{3,}[\s\S]*?"{3,}|@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*[\s\S]*?\*/
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Noise();
}
