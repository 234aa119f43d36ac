using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeAgent.Devices;

/// <summary>Reads what arecord says.</summary>
internal static partial class AlsaText
{
    // Entries of these kinds are made by ALSA for each card, or are no microphones.
    private static readonly string[] Made = ["default", "sysdefault", "hw", "plughw", "plug", "dsnoop", "front", "surround21", "surround40", "surround41", "surround50", "surround51", "surround71", "iec958", "hdmi", "null", "samplerate", "speexrate", "lavrate", "oss", "upmix", "vdownmix", "jack", "speex", "usbstream"];

    /// <summary>The cards in the output of <c>arecord -l</c>; their formats are not known yet.</summary>
    public static IEnumerable<SoundCard> Cards(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var match = CardLine().Match(line);
            if (!match.Success) continue;
            var device = match.Groups["device"].Value;
            var (card, pcm) = (match.Groups["cardName"].Value, match.Groups["deviceName"].Value);
            yield return new SoundCard(
                $"hw:CARD={match.Groups["id"].Value},DEV={device}", pcm.Length == 0 || pcm == card ? card : $"{card}, {pcm}", (Number(match.Groups["card"].Value), Number(device)), null, null);
        }
    }

    /// <summary>Entries in the output of <c>arecord -L</c> that somebody has written into ALSA's configuration, with their descriptions: names begin a line, descriptions are indented.</summary>
    /// <param name="lines">The output.</param>
    public static IEnumerable<SoundCard> Entries(IEnumerable<string> lines)
    {
        string? name = null;
        var description = "";
        foreach (var line in lines.Append("end"))
        {
            if (line.Length > 0 && char.IsWhiteSpace(line[0]))
            {
                if (description.Length == 0) description = line.Trim();
                continue;
            }

            if (name is not null && !Made.Contains(name.Split(':')[0], StringComparer.Ordinal)) yield return new SoundCard(name, description.Length == 0 ? name : description, null, null, null);
            (name, description) = (line.Length == 0 ? null : line.TrimEnd(), "");
        }
    }

    /// <summary>What <c>arecord --dump-hw-params</c> says on standard error; null when it says nothing of that.</summary>
    public static SoundFormat? Format(IEnumerable<string> lines)
    {
        IReadOnlyList<string>? encodings = null;
        NumberSet? channels = null, rates = null;
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            var value = line[(colon + 1)..].Trim();
            switch (line[..colon].Trim())
            {
                case "FORMAT":
                    encodings = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    break;
                case "CHANNELS":
                    channels = NumberSet.TryParse(value);
                    break;
                case "RATE":
                    rates = NumberSet.TryParse(value);
                    break;
                default:
                    break;
            }
        }

        return encodings is { Count: > 0 } && channels is not null && rates is not null ? new SoundFormat(encodings, channels, rates) : null;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    // card 1: UAC [USB Audio CODEC], device 0: USB Audio [USB Audio]
    [GeneratedRegex(@"^card (?<card>\d{1,4}): (?<id>\S+) \[(?<cardName>[^\]]*)\], device (?<device>\d{1,4}): .*\[(?<deviceName>[^\]]*)\]\s*$")]
    private static partial Regex CardLine();
}
