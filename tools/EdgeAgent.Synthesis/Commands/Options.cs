using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace EdgeAgent.Synthesis.Commands;

/// <summary>The options that the verbs share, each with its range.</summary>
internal static class Options
{
    /// <summary>The file to write.</summary>
    public static Option<string> Out()
    {
        var option = new Option<string>("--out") { Description = "The file to write, .wav or .flac; its folder is made.", Required = true, HelpName = "FILE" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } path && !AudioForm.IsKnown(path))
                result.AddError($"{path} names no known format; use a name that ends in .wav or .flac.");
        });
        return option;
    }

    /// <summary>Samples a second.</summary>
    public static Option<int> Rate()
    {
        var option = new Option<int>("--rate") { Description = "Samples a second, 4000 to 192000.", DefaultValueFactory = _ => 10000, HelpName = "HZ" };
        Range(option, 4000, 192000, static value => value);
        return option;
    }

    /// <summary>The seed.</summary>
    public static Option<ulong> Seed() => new("--seed") { Description = "The same seed gives the same bytes.", DefaultValueFactory = _ => 1, HelpName = "N" };

    /// <summary>A number with a range.</summary>
    public static Option<double> Number(string name, string description, string unit, double preset, double low, double high)
    {
        var option = new Option<double>(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description}, {low} to {high}."),
            DefaultValueFactory = _ => preset,
            HelpName = unit,
        };
        Range(option, low, high, static value => value);
        return option;
    }

    /// <summary>A whole number with a range.</summary>
    public static Option<int> Whole(string name, string description, string unit, int preset, int low, int high)
    {
        var option = new Option<int>(name)
        {
            Description = string.Create(CultureInfo.InvariantCulture, $"{description}, {low} to {high}."),
            DefaultValueFactory = _ => preset,
            HelpName = unit,
        };
        Range(option, low, high, static value => value);
        return option;
    }

    /// <summary>The folder that pictures go to.</summary>
    public static Option<string> Folder() => new("--out") { Description = "The folder to write to; it is made.", Required = true, HelpName = "FOLDER" };

    /// <summary>The file that says what is in the pictures.</summary>
    public static Option<string?> Truth() => new("--truth") { Description = "Also write what is where, in COCO's form.", HelpName = "FILE" };

    /// <summary>One of some words.</summary>
    public static Option<string> Word(string name, string description, string? preset, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, Required = preset is null };
        if (preset is not null) option.DefaultValueFactory = _ => preset;
        option.Validators.Add(result =>
        {
            var word = result.GetValueOrDefault<string>();
            if (word is not null && !words.Contains(word, StringComparer.Ordinal))
                result.AddError($"{name} {word} is unknown; use one of {string.Join(", ", words)}.");
        });
        return option;
    }

    private static void Range<T>(Option<T> option, double low, double high, Func<T, double> number) => option.Validators.Add(result =>
    {
        // A value that is no number has been reported already.
        if (result.Tokens.Count == 0 || result.Errors.Any() || !IsNumber(result)) return;
        var value = number(result.GetValueOrDefault<T>()!);
        if (!(value >= low && value <= high))
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} {value} is out of range; use {low} to {high}."));
    });

    private static bool IsNumber(OptionResult result) => double.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out _);
}
