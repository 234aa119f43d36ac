using System.Globalization;
using EdgeAgent.Configuration;
using EdgeAgent.Devices;
using EdgeAgent.Pipelines.Sources.Live;

namespace EdgeAgent.Doctor;

/// <summary>Sound cards and cameras: what is there, with its formats, and whether the configured ones can do what is asked of them.</summary>
/// <param name="context">What is looked at.</param>
internal sealed class DeviceChecks(DoctorContext context)
{
    private static readonly TimeSpan Looking = TimeSpan.FromSeconds(30);

    private readonly SoundCards _cards = new(context.Time);

    /// <summary>The checks.</summary>
    public IEnumerable<DoctorCheck> All()
    {
        yield return new DoctorCheck("sound cards", Looking, CardsAsync);
        foreach (var pipeline in context.Settings.Pipelines.Where(p => p.Source.Kind == SourceKind.Alsa))
            yield return new DoctorCheck($"source {pipeline.Name}", Looking, cancellation => SourceAsync(pipeline.Source, cancellation));
        yield return new DoctorCheck("cameras", Looking, CamerasAsync);
    }

    /// <summary>Judges what a card can do by what is asked of it.</summary>
    /// <param name="source">What is asked.</param>
    /// <param name="format">What it can do.</param>
    public static CheckOutcome Judge(SourceSettings source, SoundFormat format)
    {
        var asked = source.Format;
        var lacks = new List<string>();
        if (!format.Encodings.Contains(LiveInputs.AlsaWord(asked.Encoding), StringComparer.Ordinal)) lacks.Add($"encoding {LiveInputs.AlsaWord(asked.Encoding)}");
        if (!format.Rates.Has(asked.SampleRate)) lacks.Add(string.Create(CultureInfo.InvariantCulture, $"{asked.SampleRate} Hz"));
        if (!format.Channels.Has(asked.Channels)) lacks.Add(string.Create(CultureInfo.InvariantCulture, $"{asked.Channels} channels"));
        return lacks.Count == 0
            ? CheckOutcome.Ok($"{source.Device} can do what is asked of it ({format})")
            : CheckOutcome.Fail($"{source.Device} can't do {string.Join(" and ", lacks)}; it can do {format}", "configure what it can do, or let ALSA convert: plughw: in place of hw:");
    }

    private async Task<CheckOutcome> CardsAsync(CancellationToken cancellation)
    {
        var (cards, problem) = await _cards.FindAsync(cancellation).ConfigureAwait(false);
        var isNeeded = context.Settings.Pipelines.Any(p => p.Source.Kind == SourceKind.Alsa);
        if (problem is not null) return isNeeded ? CheckOutcome.Fail(problem, "apt install alsa-utils") : CheckOutcome.Skip(problem);
        if (cards.Count == 0)
            return isNeeded ? CheckOutcome.Fail("none", "plug one in; see that its driver is there (dmesg) and that this user is in the group audio") : CheckOutcome.Skip("none, and no pipeline asks for one");
        return CheckOutcome.Ok(string.Join("; ", cards.Select(card => $"{card.Device} ({card.Name}): {card.Format?.ToString() ?? Told(card)}")));
    }

    private async Task<CheckOutcome> SourceAsync(SourceSettings source, CancellationToken cancellation)
    {
        var card = await _cards.DescribeAsync(new SoundCard(source.Device, source.Device, null, null, null), cancellation).ConfigureAwait(false);
        if (card.Format is { } format) return Judge(source, format);
        return card.Problem?.Contains("busy", StringComparison.OrdinalIgnoreCase) == true
            ? CheckOutcome.Ok($"{source.Device} is in use, as it is while the agent listens to it")
            : CheckOutcome.Fail($"{source.Device} can't be opened: {card.Problem}", "arecord -l lists the cards; name one as hw:CARD=NAME,DEV=0, and see that the agent's user is in the group audio");
    }

    private async Task<CheckOutcome> CamerasAsync(CancellationToken cancellation)
    {
        var cameras = await new Cameras(context.Time, context.System).FindAsync(cancellation).ConfigureAwait(false);
        return cameras.Count == 0
            ? CheckOutcome.Skip("none")
            : CheckOutcome.Ok(string.Join("; ", cameras.Select(c => $"{c.Path} ({c.Name}){(c.Formats.Count == 0 ? "" : ": " + string.Join(", ", c.Formats))}")));
    }

    // Somebody listens to it, the agent most likely: the kernel tells at what.
    private string Told(SoundCard card)
    {
        if (card.Place is not var (number, device)) return card.Problem ?? "unknown";
        var place = string.Create(CultureInfo.InvariantCulture, $"proc/asound/card{number}/pcm{device}c/sub0/hw_params");
        try
        {
            var values = File.ReadLines(context.FileOf(place)).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
            return $"in use at {values.GetValueOrDefault("format")}, {values.GetValueOrDefault("channels")} channels, {values.GetValueOrDefault("rate")?.Split(' ')[0]} Hz";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return card.Problem ?? "unknown";
        }
    }
}
