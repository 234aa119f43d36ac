using System.Globalization;
using EdgeAgent.Devices;

namespace EdgeAgent.Setup;

/// <summary>Chooses what to listen to, and in which format: what the card can do without conversion, and no less than the model needs.</summary>
internal static class SourceChooser
{
    /// <summary>Words for what to listen to.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["auto", "alsa", "stdin", "synthetic"];

    // Most resolution first: the least significant bits of a hydrophone are worth having.
    private static readonly (string Alsa, string Word)[] Encodings = [("S24_3LE", "s24"), ("S32_LE", "s32"), ("S16_LE", "s16"), ("FLOAT_LE", "f32")];

    private static readonly int[] Rates = [48_000, 44_100, 32_000, 96_000, 192_000, 24_000, 22_050, 16_000, 384_000, 11_025, 8_000];

    /// <summary>Chooses.</summary>
    /// <param name="answers">What is decided already.</param>
    /// <param name="cards">What is there.</param>
    /// <param name="modelRate">The model's sample rate, Hz.</param>
    public static SourceProposal Choose(SetupAnswers answers, IReadOnlyList<SoundCard> cards, int modelRate)
    {
        var kind = answers.Source ?? (answers.Device is null ? "auto" : "alsa");
        if (kind == "auto") kind = cards.Count > 0 ? "alsa" : "synthetic";
        return kind switch
        {
            "alsa" => Card(answers, cards, modelRate),
            "stdin" => new SourceProposal("stdin", null, answers.SampleRate ?? 48_000, answers.Channels ?? 1, answers.Channel ?? 1, answers.Encoding ?? "s16", "raw PCM from standard input, such as a recorder's pipe"),
            _ => new SourceProposal(
                "synthetic", null, answers.SampleRate ?? Math.Max(modelRate, 10_000), 1, 1, answers.Encoding ?? "s16",
                (cards.Count == 0 ? "no sound card was found, so " : "") + "the pipeline makes up its own signal, with which everything else can be tried; plug a card in and run setup again, or give --source stdin"),
        };
    }

    private static SourceProposal Card(SetupAnswers answers, IReadOnlyList<SoundCard> cards, int modelRate)
    {
        // One that tells what it can do is free to be used.
        var card = answers.Device is { } named ? cards.FirstOrDefault(c => c.Device == named) ?? new SoundCard(named, named, null, null, null) : cards.FirstOrDefault(c => c.Format is not null) ?? (cards.Count > 0 ? cards[0] : new SoundCard("default", "ALSA's default", null, null, null));
        if (card.Format is not { } format)
            return new SourceProposal(
                "alsa", Plug(card.Device), answers.SampleRate ?? 48_000, answers.Channels ?? 1, answers.Channel ?? 1, answers.Encoding ?? "s16",
                $"{card.Name}: it did not tell what it can do{(card.Problem is null ? "" : $" ({card.Problem})")}, so ALSA converts; look at it with edge-agent doctor");
        var encoding = answers.Encoding ?? Encodings.FirstOrDefault(e => format.Encodings.Contains(e.Alsa, StringComparer.Ordinal)).Word;
        var rate = answers.SampleRate ?? Rate(format.Rates, modelRate);
        var channels = answers.Channels ?? (int)Math.Min(format.Channels.Lowest, 64);
        var device = encoding is null ? Plug(card.Device) : card.Device;
        var seen = string.Create(CultureInfo.InvariantCulture, $"{card.Name} ({card.Device}): {format}");
        return new SourceProposal("alsa", device, rate, channels, answers.Channel ?? 1, encoding ?? "s16", seen + (channels > 1 && answers.Channel is null ? string.Create(CultureInfo.InvariantCulture, $"; it has {channels} channels, and the first is listened to") : ""));
    }

    // As much as the model needs, of the rates that hardware likes; where it can't be had, the most that can.
    private static int Rate(NumberSet rates, int modelRate)
    {
        foreach (var rate in Rates)
            if (rate >= modelRate && rates.Has(rate)) return rate;
        return (int)Math.Min(rates.Highest, 1_000_000);
    }

    // ALSA's own conversion, for what the hardware does not offer.
    private static string Plug(string device) => device.StartsWith("hw:", StringComparison.Ordinal) ? "plug" + device : device;
}
