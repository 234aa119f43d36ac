using System.Text;

namespace EdgeAgent.Pipelines.Sources.Live;

/// <summary>Splits a line into words at white space; quotes, single or double, hold words together. Nothing else has a meaning: no variables, no escapes.</summary>
internal static class CommandWords
{
    /// <summary>The words.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        char? quote = null;
        foreach (var c in line)
        {
            if (c == quote) quote = null;
            else if (quote is null && c is '"' or '\'') (quote, isWord) = (c, true);
            else if (quote is null && char.IsWhiteSpace(c)) End();
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        End();
        return words;

        void End()
        {
            if (isWord) words.Add(word.ToString());
            word.Clear();
            isWord = false;
        }
    }
}
