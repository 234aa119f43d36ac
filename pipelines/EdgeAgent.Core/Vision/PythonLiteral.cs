using System.Globalization;
using System.Text;

namespace EdgeAgent.Core.Vision;

/// <summary>
/// Reads a Python literal as <c>str()</c> writes it: <c>{0: 'person', 1: "baker's yeast"}</c>, <c>[640, 640]</c>, <c>True</c>. Exporters embed their settings so.
/// Gives string, double, bool, null, <see cref="List{T}"/> of these, or <see cref="Dictionary{TKey, TValue}"/> whose keys are texts.
/// </summary>
internal ref struct PythonLiteral
{
    private const int MostNested = 16;

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private PythonLiteral(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Reads a text; false when it is no literal, or goes on after one.</summary>
    public static bool TryRead(string text, out object? value)
    {
        var reader = new PythonLiteral(text);
        return reader.Value(0, out value) && reader.AtEnd();
    }

    private bool AtEnd()
    {
        Blanks();
        return _at == _text.Length;
    }

    private void Blanks()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at])) _at++;
    }

    private bool Take(char wanted)
    {
        Blanks();
        if (_at >= _text.Length || _text[_at] != wanted) return false;
        _at++;
        return true;
    }

    private bool Value(int depth, out object? value)
    {
        value = null;
        Blanks();
        if (_at >= _text.Length || depth > MostNested) return false;
        switch (_text[_at])
        {
            case '{': return Dictionary(depth, out value);
            case '[': return Sequence(']', depth, out value);
            case '(': return Sequence(')', depth, out value);
            case '\'' or '"': return Quoted(out value);
            default: return Plain(out value);
        }
    }

    private bool Sequence(char end, int depth, out object? value)
    {
        var items = new List<object?>();
        value = items;
        _at++;
        while (!Take(end))
        {
            if (!Value(depth + 1, out var item)) return false;
            items.Add(item);
            if (Take(',')) continue;
            return Take(end);
        }

        return true;
    }

    private bool Dictionary(int depth, out object? value)
    {
        var items = new Dictionary<string, object?>(StringComparer.Ordinal);
        value = items;
        _at++;
        while (!Take('}'))
        {
            if (!Value(depth + 1, out var key) || !Take(':') || !Value(depth + 1, out var item)) return false;
            items[Convert.ToString(key, CultureInfo.InvariantCulture) ?? ""] = item;
            if (Take(',')) continue;
            return Take('}');
        }

        return true;
    }

    private bool Quoted(out object? value)
    {
        value = null;
        var quote = _text[_at++];
        var text = new StringBuilder();
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == quote)
            {
                _at++;
                value = text.ToString();
                return true;
            }

            if (c != '\\')
            {
                text.Append(c);
                continue;
            }

            if (++_at >= _text.Length || !Escape(text)) return false;
        }

        return false;
    }

    private bool Escape(StringBuilder text)
    {
        var digits = _text[_at] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            text.Append(_text[_at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
            return true;
        }

        if (_at + digits >= _text.Length) return false;
        if (!int.TryParse(_text.Slice(_at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code)) return false;
        text.Append(new Rune(code).ToString());
        _at += digits;
        return true;
    }

    private bool Plain(out object? value)
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '-' or '+' or '_')) _at++;
        var word = _text[start.._at];
        value = word switch { "True" => true, "False" => false, _ => null };
        if (word is "True" or "False" or "None") return true;
        if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return false;
        value = number;
        return true;
    }
}
