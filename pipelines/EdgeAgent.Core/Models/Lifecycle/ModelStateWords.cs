namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>The states of a model as words, the same in files, messages and on screens.</summary>
public static class ModelStateWords
{
    private static readonly string[] Words = ["receiving", "verified", "staged", "shadow", "probation", "active", "rolled-back", "rejected", "retired"];

    /// <summary>The word of a state.</summary>
    public static string Word(this ModelState state) => Words[(int)state];

    /// <summary>Reads a word; false when it is none of them.</summary>
    public static bool TryRead(string? word, out ModelState state)
    {
        var index = Array.IndexOf(Words, word);
        state = index < 0 ? default : (ModelState)index;
        return index >= 0;
    }

    /// <summary>Whether a transaction in this state has come to its end.</summary>
    public static bool IsFinal(this ModelState state) => state is ModelState.Active or ModelState.RolledBack or ModelState.Rejected or ModelState.Retired;
}
