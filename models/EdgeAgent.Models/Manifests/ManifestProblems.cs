using EdgeAgent.Core.Models;

namespace EdgeAgent.Models.Manifests;

/// <summary>Collects everything that is wrong, so that an author mends a package in one go and not in ten.</summary>
internal sealed class ManifestProblems
{
    // A hostile file must not become an endless message.
    private const int MostListed = 50;

    private readonly List<string> _lines = [];
    private int _unlisted;

    /// <summary>Whether anything is wrong so far.</summary>
    public bool Any => _lines.Count > 0;

    /// <summary>Adds a problem: the JSON path, or the file, and a sentence that says what is wrong and what would be right.</summary>
    public void Add(string where, string sentence)
    {
        if (_lines.Count < MostListed) _lines.Add($"{where}: {sentence}");
        else _unlisted++;
    }

    /// <summary>All problems on one line.</summary>
    public string Summary() => string.Join("; ", _lines) + (_unlisted > 0 ? $"; and {_unlisted} more" : "");

    /// <summary>Throws one exception that lists all problems, a line each; a single one stays one line.</summary>
    /// <param name="subject">The file or package at fault, named first.</param>
    /// <exception cref="ModelException">There are problems.</exception>
    public void ThrowIfAny(string subject)
    {
        if (_lines.Count == 0) return;
        if (_lines.Count == 1) throw new ModelException($"{subject}: {_lines[0]}");
        var listed = string.Join("", _lines.Select(line => "\n  " + line));
        var rest = _unlisted > 0 ? $"\n  and {_unlisted} more" : "";
        throw new ModelException($"{subject}: {_lines.Count + _unlisted} problems:{listed}{rest}");
    }
}
