using System.Globalization;

namespace EdgeAgent.Core.Vision;

/// <summary>Collects what was decided and why, and what does not fit.</summary>
internal sealed class PlanNotes
{
    /// <summary>Decisions in the order in which they were made.</summary>
    public List<PlanChoice> Choices { get; } = [];

    /// <summary>What does not fit.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Notes a decision and gives its value: the manifest's where it says something, else the other.</summary>
    public T Pick<T>(string key, T? stated, T other, PlanSource source, string why, Func<T, string>? show = null)
        where T : struct
    {
        var value = stated ?? other;
        Note(key, show is null ? Show(value) : show(value), stated is null ? source : PlanSource.Manifest, stated is null ? why : "the manifest says so");
        return value;
    }

    /// <summary>Notes a decision.</summary>
    public void Note(string key, string value, PlanSource source, string why) => Choices.Add(new PlanChoice(key, value, source, why));

    /// <summary>Notes a problem.</summary>
    public void Problem(string sentence) => Problems.Add(sentence);

    private static string Show<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
