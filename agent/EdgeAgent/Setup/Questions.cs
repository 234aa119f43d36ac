using EdgeAgent.Hosting;

namespace EdgeAgent.Setup;

/// <summary>Asks a person at the terminal; an empty answer takes what is proposed.</summary>
/// <param name="input">Where answers are typed.</param>
/// <param name="say">Shows text without a line end.</param>
internal sealed class Questions(TextReader input, Action<string> say)
{
    private const int Tries = 5;

    /// <summary>Asks for a text.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="proposal">What an empty answer means; empty for nothing.</param>
    /// <param name="fault">Why an answer is none, or null.</param>
    /// <exception cref="UsageException">Nobody answers, or nobody answers well.</exception>
    public string Ask(string question, string proposal, Func<string, string?>? fault = null)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            say($"{question}{(proposal.Length == 0 ? "" : $" [{proposal}]")}: ");
            var line = input.ReadLine() ?? throw new UsageException("the input has ended before every question was answered; give --yes to take what is proposed");
            var answer = line.Trim().Length == 0 ? proposal : line.Trim();
            if (fault?.Invoke(answer) is not { } why) return answer;
            say($"  {why}\n");
        }

        throw new UsageException($"no usable answer to '{question}' after {Tries} tries; give it as an option, see edge-agent setup --help");
    }

    /// <summary>Asks for one of a list, by its number.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="choices">What there is; the first is proposed.</param>
    /// <returns>The place in the list.</returns>
    public int Choose(string question, IReadOnlyList<string> choices)
    {
        for (var i = 0; i < choices.Count; i++) say($"  {i + 1}  {choices[i]}\n");
        var answer = Ask(question, "1", text => int.TryParse(text, out var number) && number >= 1 && number <= choices.Count ? null : $"give a number from 1 to {choices.Count}");
        return int.Parse(answer, System.Globalization.CultureInfo.InvariantCulture) - 1;
    }

    /// <summary>Asks whether to do something; the proposal is not to.</summary>
    public bool Agrees(string question) => Ask(question + " (yes or no)", "no", text => text is "yes" or "y" or "no" or "n" ? null : "answer yes or no") is "yes" or "y";
}
