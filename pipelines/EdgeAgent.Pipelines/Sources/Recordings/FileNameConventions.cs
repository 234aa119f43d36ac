using System.Text.RegularExpressions;

namespace EdgeAgent.Pipelines.Sources.Recordings;

/// <summary>The file-name conventions that are known, in order, each with its zone. Clocks have 24 hours.
/// All are tried; where two of them read different times out of one name, the name is refused, so a new one can be added without
/// changing what the others mean.</summary>
internal static partial class FileNameConventions
{
    /// <summary>The list.</summary>
    public static IReadOnlyList<FileNameConvention> All { get; } =
    [
        // MBARI (MARS-20180101T000000Z-16kHz.wav), SanctSound and everybody who writes ISO 8601 with its zone.
        new("iso-utc", IsoUtc(), ZoneRule.Written),
        new("iso-offset", IsoOffset(), ZoneRule.Written),
        // Ocean Observatories Initiative: OO-HYVM2--YDH-2021-01-09T00:15:00.000015.
        new("ooi", Ooi(), ZoneRule.Utc),
        // Cornell Swift: S01_20190101_060000_-0500.wav.
        new("swift", Swift(), ZoneRule.Written),
        // Scripps HARP: Hawaii_K_14_121216_190000.df20.x.wav.
        new("harp", Harp(), ZoneRule.Utc),
        // OrcaHello: rpi_orcasound_lab_2021_10_13_15_11_18_PDT.wav.
        new("orcahello", OrcaHello(), ZoneRule.Written),
        // orcanode: 2021-10-13_15-11-18_…; UTC unless a zone's abbreviation follows.
        new("orcanode", Orcanode(), ZoneRule.Utc),
        // SoundTrap and Ocean Instruments: 5146.200813120015.wav, in the time of the computer that set it up.
        new("soundtrap", SoundTrap(), ZoneRule.Recorder),
        // Wildlife Acoustics Song Meter: its serial number first, or a $ that marks a clock set by GPS; the zone is the recorder's setting.
        new("song-meter", SongMeter(), ZoneRule.Recorder),
        new("audiomoth", AudioMoth(), ZoneRule.Utc),
        new("audiomoth-hex", AudioMothHex(), ZoneRule.Utc),
        // icListen, NOAA NRS, MARS and most moored recorders: PREFIX_20230710_060000.wav, in UTC. Song Meter's serial numbers are kept out.
        new("prefix", Prefix(), ZoneRule.Utc),
    ];

    // Song Meter serial numbers: SM2…, SM3…, SM4…, SMM/SMA/SMU (Mini, Micro), S4A/S4U (SM4, SM4BAT), 2MA/2MM/2MU (Mini 2, Micro 2), at most three letters, then digits.
    private const string SongMeterSerial = @"(?:SM[234AMU]|S4[AU]|2M[AMU])[A-Z]{0,3}\d{3,}";

    [GeneratedRegex(@"(?<!\d)(?<date>\d{8})T(?<time>\d{6})(?:\.(?<fraction>\d{1,6}))?(?<zone>Z)", RegexOptions.CultureInvariant)]
    private static partial Regex IsoUtc();

    [GeneratedRegex(@"(?<!\d)(?<date>\d{8})T(?<time>\d{6})(?:\.(?<fraction>\d{1,6}))?(?<zone>[+-]\d{4})(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex IsoOffset();

    [GeneratedRegex(@"(?<!\d)(?<date>\d{4}-\d\d-\d\d)T(?<time>\d\d:\d\d:\d\d)(?:\.(?<fraction>\d{1,6}))?(?<zone>Z)?", RegexOptions.CultureInvariant)]
    private static partial Regex Ooi();

    [GeneratedRegex(@"_(?<date>\d{8})_(?<time>\d{6})_(?<zone>[+-]\d{4})(?!\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Swift();

    [GeneratedRegex(@"_(?<date>\d{6})_(?<time>\d{6})[._]df?\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Harp();

    [GeneratedRegex(@"(?<!\d)(?<date>\d{4}_\d\d_\d\d)_(?<time>\d\d_\d\d_\d\d)_(?<abbreviation>[A-Z]{3,5})(?![A-Za-z])", RegexOptions.CultureInvariant)]
    private static partial Regex OrcaHello();

    [GeneratedRegex(@"(?<!\d)(?<date>\d{4}-\d\d-\d\d)_(?<time>\d\d-\d\d-\d\d)(?:_(?<abbreviation>[A-Z]{3,5})(?=[._])|(?=[._]))", RegexOptions.CultureInvariant)]
    private static partial Regex Orcanode();

    [GeneratedRegex(@"^\d+\.(?<date>\d{6})(?<time>\d{6})\.", RegexOptions.CultureInvariant)]
    private static partial Regex SoundTrap();

    [GeneratedRegex(@"^(?:" + SongMeterSerial + @"(?:_.*)?_(?<date>\d{8})[_$](?<time>\d{6})\.|.*_(?<date>\d{8})\$(?<time>\d{6})\.)", RegexOptions.CultureInvariant)]
    private static partial Regex SongMeter();

    [GeneratedRegex(@"^(?<date>\d{8})_(?<time>\d{6})T?\.", RegexOptions.CultureInvariant)]
    private static partial Regex AudioMoth();

    [GeneratedRegex(@"^(?<hex>[0-9A-F]{8})\.", RegexOptions.CultureInvariant)]
    private static partial Regex AudioMothHex();

    [GeneratedRegex(@"^(?!" + SongMeterSerial + @"_)(?:.*[^0-9])(?<date>\d{8})_(?<time>\d{6})\.", RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
