using System.Globalization;
using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.Native;

/// <summary>Loads the first usable candidate of a native library, or says in one sentence why there is none.</summary>
internal static class NativeLibraryLoader
{
    /// <summary>Tries <paramref name="candidates"/> in order.</summary>
    /// <param name="library">The library's name as its users know it; it opens the error message.</param>
    /// <param name="candidates">Paths (anything with a slash; skipped where no such file is) or bare names for the system loader.</param>
    /// <param name="remedy">What the operator does when none loads, e.g. <c>install it with: apt install libsndfile1</c>.</param>
    /// <exception cref="NativeLibraryException">No candidate loads.</exception>
    public static NativeModule Load(string library, IEnumerable<string> candidates, string remedy)
    {
        string? unusable = null;
        var tried = new List<string>();
        foreach (var candidate in candidates)
        {
            var isPath = candidate.Contains('/', StringComparison.Ordinal);
            tried.Add(candidate);
            if (isPath && !File.Exists(candidate)) continue;
            // A file is looked at first: a truncated one would end the process inside the system loader.
            var reason = isPath ? WhyUnusable(candidate) : null;
            if (reason is null && NativeLibrary.TryLoad(candidate, out var handle)) return new NativeModule(library, handle, candidate);
            // The first file that exists and does not load is the interesting one: the operator meant it.
            if (isPath) unusable ??= $"{candidate} {reason ?? WhyRefused(candidate)}";
        }

        var found = unusable ?? $"no library was found (looked for {string.Join(", ", tried)})";
        throw new NativeLibraryException(library, $"{library} cannot be loaded: {found}; {remedy}.");
    }

    /// <summary>The file that holds <paramref name="address"/>, from the process's own memory map; null where it is not known.</summary>
    /// <remarks>The system loader does not tell which file a bare name resolved to; a status page has to.</remarks>
    public static string? FileOf(nint address)
    {
        try
        {
            foreach (var line in File.ReadLines("/proc/self/maps"))
            {
                var dash = line.IndexOf('-', StringComparison.Ordinal);
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                var slash = line.IndexOf('/', StringComparison.Ordinal);
                if (dash < 0 || space < dash || slash < 0) continue;
                if (!nuint.TryParse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var from)) continue;
                if (!nuint.TryParse(line.AsSpan(dash + 1, space - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var to)) continue;
                if ((nuint)address >= from && (nuint)address < to) return line[slash..];
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return null;
    }

    private static string? WhyUnusable(string path)
    {
        try
        {
            return ElfHeader.WhyNotForThisProcess(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read ({e.Message.TrimEnd('.')})";
        }
    }

    private static string WhyRefused(string path)
    {
        try
        {
            NativeLibrary.Load(path);
            return "did not load";
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return $"was refused by the system loader ({LoaderReason(e.Message, path)})";
        }
    }

    /// <summary>The dynamic loader's own words ("libcudart.so.13: cannot open shared object file …"), out of .NET's paragraph of advice.</summary>
    private static string LoaderReason(string message, string path)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var reason = lines.Length > 1 ? lines[1] : lines.FirstOrDefault() ?? "no reason given";
        return reason.StartsWith(path + ": ", StringComparison.Ordinal) ? reason[(path.Length + 2)..] : reason;
    }
}
