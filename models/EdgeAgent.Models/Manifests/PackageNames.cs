namespace EdgeAgent.Models.Manifests;

/// <summary>Names that appear in paths, references and topics.</summary>
internal static class PackageNames
{
    /// <summary>What a name must be, for messages.</summary>
    public const string Rule = "lower-case letters, digits, '-', '_' and '.', beginning with a letter or digit, at most 64";

    /// <summary>Whether a text names a package or a variant.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > 64 || !IsAlphanumeric(text[0])) return false;
        foreach (var c in text)
            if (!IsAlphanumeric(c) && c is not ('-' or '_' or '.')) return false;
        return true;
    }

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
