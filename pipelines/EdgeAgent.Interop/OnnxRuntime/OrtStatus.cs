using System.Runtime.InteropServices;

namespace EdgeAgent.Interop.OnnxRuntime;

/// <summary>The one place where an <c>OrtStatus*</c> becomes an exception. A null status is success; any other is ours to release.</summary>
internal static unsafe class OrtStatus
{
    private const int LongestMessage = 500;

    public static void Check(OrtApi api, nint status)
    {
        if (status != 0) throw ToException(api, status, what: null);
    }

    /// <param name="api">The library that made the status.</param>
    /// <param name="status">Null for success.</param>
    /// <param name="what">Opens the sentence, e.g. <c>model.onnx cannot be opened</c>. A constant or a kept string: this is called on success too.</param>
    public static void Check(OrtApi api, nint status, string what)
    {
        if (status != 0) throw ToException(api, status, what);
    }

    public static OrtException ToException(OrtApi api, nint status, string? what)
    {
        var code = (OrtErrorCode)api.GetErrorCode(status);
        var text = Marshal.PtrToStringUTF8((nint)api.GetErrorMessage(status)) ?? "";
        api.ReleaseStatus(status);
        var reason = Sentence(text);
        if (code == OrtErrorCode.InvalidProtobuf) reason = $"it is no ONNX model, or it is damaged ({reason.TrimEnd('.')}).";
        if (reason.Length == 0) reason = $"ONNX Runtime gave no reason (code {code}).";
        return new OrtException(code, what is null ? reason : $"{what}: {reason}");
    }

    /// <summary>ONNX Runtime's text as one line: without line breaks, its own source locations and function signatures.</summary>
    internal static string Sentence(string text)
    {
        if (FutureOpset(text) is { } opset) return opset;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var kept = WithoutPreamble(string.Join(' ', WithoutLocations(words)));
        if (kept.Length > LongestMessage) kept = kept[..LongestMessage].TrimEnd() + " …";
        return kept.Length == 0 || kept[^1] is '.' or '…' ? kept : kept.TrimEnd(',', ';', ':') + ".";
    }

    /// <summary>The one long text that users of new models meet: only its two numbers matter to them.</summary>
    private static string? FutureOpset(string text)
    {
        const string found = ". Opset ", known = " is till opset ";
        var (at, end) = (text.IndexOf(found, StringComparison.Ordinal), text.IndexOf(known, StringComparison.Ordinal));
        if (at < 0 || end < at) return null;
        var model = Number(text.AsSpan(at + found.Length));
        var library = Number(text.AsSpan(end + known.Length));
        return $"it uses operator set {model}, and this library knows up to {library}; export it for {library} or use a newer library.";

        static string Number(ReadOnlySpan<char> text) => text[..(text.IndexOfAnyExceptInRange('0', '9') is var length and >= 0 ? length : text.Length)].ToString();
    }

    /// <summary>Drops what the caller has said already ("Load model from … failed:") and codes that the exception carries ("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT :").</summary>
    private static string WithoutPreamble(string text)
    {
        const string load = "Load model from ", failed = " failed:", code = "[ONNXRuntimeError] : ";
        if (text.StartsWith(load, StringComparison.Ordinal) && text.IndexOf(failed, StringComparison.Ordinal) is var end and > 0)
            text = text[(end + failed.Length)..].TrimStart();
        while (text.IndexOf(code, StringComparison.Ordinal) is var at and >= 0)
        {
            var number = text.IndexOf(" : ", at + code.Length, StringComparison.Ordinal);
            var name = number < 0 ? -1 : text.IndexOf(" : ", number + 3, StringComparison.Ordinal);
            text = name < 0 ? text.Remove(at, code.Length) : text.Remove(at, name + 3 - at);
        }

        return text;
    }

    /// <summary>Drops "/path/file.cc:123", and the C++ signature after it up to its closing parenthesis and qualifiers.</summary>
    private static IEnumerable<string> WithoutLocations(string[] words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!IsLocation(words[i]))
            {
                yield return words[i];
                continue;
            }

            var end = EndOfSignature(words, i + 1);
            if (end >= 0) i = end;
        }
    }

    private static bool IsLocation(string word)
    {
        var colon = word.LastIndexOf(':');
        if (colon <= 0 || colon == word.Length - 1 || !word.AsSpan(colon + 1).ContainsOnlyDigits()) return false;
        var file = word.AsSpan(0, colon);
        return file.EndsWith(".cc") || file.EndsWith(".h") || file.EndsWith(".cpp") || file.EndsWith(".cu");
    }

    private static int EndOfSignature(string[] words, int first)
    {
        var depth = 0;
        var opened = false;
        for (var i = first; i < words.Length; i++)
        {
            foreach (var c in words[i])
            {
                if (c == '(') { depth++; opened = true; }
                else if (c == ')') depth--;
            }

            if (!opened || depth > 0) continue;
            if (i + 1 < words.Length && words[i + 1] == "const") i++;
            // "[with T = float; …]" follows the signature of a template.
            if (i + 1 < words.Length && words[i + 1] == "[with")
                while (i + 1 < words.Length && !words[i].EndsWith(']')) i++;
            return i;
        }

        // Old builds print the bare function name only.
        return first < words.Length && words[first].All(c => char.IsLetterOrDigit(c) || c is '_' or ':' or '~') ? first : -1;
    }

    private static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
