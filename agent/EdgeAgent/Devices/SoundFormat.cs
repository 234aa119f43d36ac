namespace EdgeAgent.Devices;

/// <summary>What a sound card can do without conversion.</summary>
/// <param name="Encodings">ALSA's names of sample formats, such as <c>S16_LE</c>.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Rates">Sample frames a second, Hz.</param>
internal sealed record SoundFormat(IReadOnlyList<string> Encodings, NumberSet Channels, NumberSet Rates)
{
    /// <summary>For people: <c>S16_LE S24_3LE, 1 to 2 channels, 8000 to 96000 Hz</c>.</summary>
    public override string ToString() =>
        $"{string.Join(' ', Encodings.Count > 6 ? [.. Encodings.Where(e => e is "S16_LE" or "S24_3LE" or "S32_LE" or "FLOAT_LE"), "…"] : Encodings)}, {Channels} {(Channels.Highest == 1 ? "channel" : "channels")}, {Rates} Hz";
}
