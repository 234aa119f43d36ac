namespace EdgeAgent.Devices;

/// <summary>Finds what this box can listen to, with the system's own arecord.</summary>
/// <param name="time">The clock.</param>
internal sealed class SoundCards(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Every card and every entry of ALSA's configuration, with what they can do.</summary>
    /// <param name="cancellation">Gives it up.</param>
    /// <returns>What was found, and why nothing could be looked for; null when it could.</returns>
    public async Task<(IReadOnlyList<SoundCard> Cards, string? Problem)> FindAsync(CancellationToken cancellation)
    {
        var cards = await SmallProgram.RunAsync("arecord", ["-l"], Patience, time, cancellation).ConfigureAwait(false);
        if (!cards.IsThere) return ([], "arecord is not here, so sound cards can't be looked for; install it with: apt install alsa-utils");
        var entries = await SmallProgram.RunAsync("arecord", ["-L"], Patience, time, cancellation).ConfigureAwait(false);
        var found = new List<SoundCard>();
        foreach (var card in AlsaText.Cards(cards.Output).Concat(AlsaText.Entries(entries.Output))) found.Add(await DescribeAsync(card, cancellation).ConfigureAwait(false));
        return (found, null);
    }

    /// <summary>Asks one device what it can do. One sample is taken from it and thrown away.</summary>
    public async Task<SoundCard> DescribeAsync(SoundCard card, CancellationToken cancellation)
    {
        var run = await SmallProgram.RunAsync("arecord", ["--device", card.Device, "--dump-hw-params", "--samples=1", "--file-type", "raw", "/dev/null"], Patience, time, cancellation).ConfigureAwait(false);
        if (AlsaText.Format(run.Error) is { } format) return card with { Format = format };
        return card with { Problem = run.Error.LastOrDefault(line => line.Contains("error", StringComparison.Ordinal))?.Split("error:")[^1].Trim() ?? (run.LastError.Length > 0 ? run.LastError : "it did not answer") };
    }
}
