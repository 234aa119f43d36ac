using System.CommandLine;
using System.Globalization;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Audio;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Sources.Recordings;
using EdgeAgent.Replay;
using EdgeAgent.Replay.Output;

namespace EdgeAgent.Commands;

/// <summary>The options of <c>edge-agent replay</c> and what they mean together.</summary>
internal sealed class ReplayOptions
{
    private readonly Argument<string[]> _inputs = new("input") { Description = "Recordings, folders, globs; '-' for raw PCM on standard input.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _models = new("--model") { Description = "NAME, NAME:VERSION, NAME:VERSION/VARIANT or a package's path. May be given again. Default: the pipeline's, else humpback." };
    private readonly Option<string?> _pipeline = new("--pipeline") { Description = "Configured pipeline whose name, models, rules and channel count." };
    private readonly Option<string[]> _rules = new("--rule") { Description = "Event rule over the package's, such as High=0.8 or KOfN=2/3. May be given again.", HelpName = "Key=value" };
    private readonly Option<int?> _channel = new("--channel") { Description = "Channel to read, from 1; 0 averages all. Default 1." };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for results. Without it events are printed." };
    private readonly Option<string> _format = new("--format") { Description = "ndjson, csv, raven, audacity; several with commas.", DefaultValueFactory = _ => "ndjson" };
    private readonly Option<string?> _clips = new("--clips") { Description = "Folder for a clip of the sound around each event, with its spectrogram; pre-roll and format are the pipeline's." };
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replaces results of an earlier run." };
    private readonly Option<string> _speed = new("--speed") { Description = "max, 1 (real time) or N times real time.", DefaultValueFactory = _ => "max" };
    private readonly Option<int?> _jobs = new("--jobs") { Description = "Cores to use. Default: all." };
    private readonly Option<int> _progress = new("--progress-seconds") { Description = "Seconds between lines that tell how far it is, where there is no terminal.", DefaultValueFactory = _ => 30 };
    private readonly Option<string?> _shard = new("--shard") { Description = "This invocation's part, such as 2/4; the parts together give the events of one run." };
    private readonly Option<string?> _streamId = new("--stream-id") { Description = "Name of the stream in events; needed on standard input when ids must be comparable." };
    private readonly Option<bool> _join = new("--join") { Description = "The files are one unbroken recording in the order given." };
    private readonly Option<string?> _zone = new("--zone") { Description = "Zone of recorders that write local time: utc, +10:00." };
    private readonly Option<string?> _start = new("--start") { Description = "Time of the first sample, such as 2026-03-15T09:30:00Z, over header and name." };
    private readonly Option<bool> _ignoreNames = new("--ignore-names") { Description = "Takes no time from file names." };
    private readonly Option<int?> _rate = new("--rate") { Description = "Sample frames a second of raw PCM, Hz." };
    private readonly Option<int> _channels = new("--channels") { Description = "Channels of raw PCM.", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _encoding = new("--encoding") { Description = "s16, s24, s32 or f32, little-endian.", DefaultValueFactory = _ => "s16" };
    private readonly Option<bool> _keepGoing = new("--keep-going") { Description = "Leaves out recordings that can't be read, declares them as gaps, and exits with 42 at the end." };
    private readonly Option<string[]> _truth = new("--truth") { Description = "Raven table or CSV to score the events against; of images: a COCO file, a folder of YOLO or Pascal VOC labels, a CSV of file and label. May be given again." };
    private readonly Option<string[]> _truthLabels = new("--truth-label") { Description = "What a label of the truth is, such as Mn=humpback.", HelpName = "TRUTH=MODEL" };
    private readonly Option<string[]> _confusers = new("--confusers") { Description = "Table of what the background was (begin_s,end_s,kind), for false events by kind." };
    private readonly Option<double> _collar = new("--collar") { Description = "Seconds by which begin and end may be off when scoring.", DefaultValueFactory = _ => 2.0 };
    private readonly Option<bool> _json = new("--json") { Description = "Prints NDJSON, and the evaluation as JSON." };

    /// <summary>Adds the options to the verb.</summary>
    public ReplayOptions(Command command)
    {
        command.Arguments.Add(_inputs);
        foreach (var option in (Option[])[_models, _pipeline, _rules, _channel, _out, _format, _clips, _overwrite, _speed, _jobs, _progress, _shard, _streamId, _join,
            _zone, _start, _ignoreNames, _rate, _channels, _encoding, _keepGoing, _truth, _truthLabels, _confusers, _collar, _json])
            command.Options.Add(option);
    }

    /// <summary>Reads the request.</summary>
    /// <exception cref="UsageException">Options that mean nothing, alone or together.</exception>
    public ReplayRequest Read(ParseResult parsed, AgentSettings settings)
    {
        var inputs = parsed.GetRequiredValue(_inputs);
        var raw = inputs is ["-"];
        // The parser takes an option that it does not know for an input.
        if (inputs.FirstOrDefault(input => input.Length > 1 && input[0] == '-' && !Path.Exists(input)) is { } unknown)
            throw new UsageException($"{unknown} is no option of replay; see 'edge-agent replay --help'");
        if (!raw && inputs.Contains("-")) throw new UsageException("'-' (standard input) can't be mixed with files");
        if (!OutputFormats.TryParse(parsed.GetRequiredValue(_format), out var formats, out var problem)) throw new UsageException($"--format: {problem}");
        var shard = parsed.GetValue(_shard) is { } text ? Shard.Parse(text) ?? throw new UsageException($"--shard {text}: must look like 2/4") : Shard.Whole;
        var collar = parsed.GetValue(_collar);
        if (!double.IsFinite(collar) || collar < 0) throw new UsageException($"--collar {collar}: must be a number of seconds from 0");
        if (raw && (parsed.GetValue(_join) || parsed.GetValue(_keepGoing) || parsed.GetValue(_zone) is not null || parsed.GetRequiredValue(_speed) != "max"))
            throw new UsageException("--join, --keep-going, --zone and --speed need recordings; standard input is heard as it comes");
        if (!raw && parsed.GetValue(_rate) is not null) throw new UsageException("--rate is for raw PCM on standard input ('-'); recordings say their own");
        if (raw && shard.IsPart) throw new UsageException("--shard needs recordings; standard input can't be shared");
        var pipeline = FindPipeline(parsed, settings);
        var models = parsed.GetValue(_models) is { Length: > 0 } named ? named : pipeline?.Models ?? ["humpback"];
        var truth = parsed.GetValue(_truth) ?? [];
        var channel = parsed.GetValue(_channel) ?? pipeline?.Source.Channel ?? 1;
        if (channel < 0) throw new UsageException($"--channel {channel}: must be 0 (all) or from 1");
        return new ReplayRequest
        {
            Inputs = inputs,
            Models = models,
            Rules = Rules(parsed, pipeline),
            ClipFolder = parsed.GetValue(_clips),
            Clips = pipeline?.Clips ?? new ClipOptions(),
            Pipeline = pipeline?.Name ?? "replay",
            Frames = pipeline?.Frames ?? FrameSettings.Default,
            ImagesPerSecond = pipeline?.Source.Video is { FramesPerSecond: > 0 } video ? video.FramesPerSecond : 1,
            Channel = channel,
            RawFormat = raw ? RawFormat(parsed, channel) : null,
            Times = new RecordingTimeRules(Zone(parsed.GetValue(_zone)), Start(parsed.GetValue(_start)), parsed.GetValue(_ignoreNames)),
            Plan = new RecordingPlanOptions(parsed.GetValue(_streamId), parsed.GetValue(_join)),
            Speed = Speed(parsed.GetRequiredValue(_speed)),
            Jobs = parsed.GetValue(_jobs) is { } jobs ? (jobs is >= 1 and <= 256 ? jobs : throw new UsageException($"--jobs {jobs}: must be from 1 to 256")) : Environment.ProcessorCount,
            ProgressSeconds = parsed.GetValue(_progress) is >= 1 and <= 3600 and var pause ? pause : throw new UsageException($"--progress-seconds {parsed.GetValue(_progress)}: must be from 1 to 3600"),
            Shard = shard,
            KeepGoing = parsed.GetValue(_keepGoing),
            Out = parsed.GetValue(_out),
            Formats = formats,
            Overwrite = parsed.GetValue(_overwrite),
            Json = parsed.GetValue(_json),
            Truth = truth.Length == 0 ? null : new TruthRequest(truth, parsed.GetValue(_truthLabels) ?? [], parsed.GetValue(_confusers) ?? [], collar),
        };
    }

    private PipelineSettings? FindPipeline(ParseResult parsed, AgentSettings settings)
    {
        if (parsed.GetValue(_pipeline) is not { } name) return null;
        return settings.Pipelines.FirstOrDefault(p => p.Name == name)
            ?? throw new UsageException($"--pipeline {name}: is not configured; there are {string.Join(", ", settings.Pipelines.Select(p => p.Name).DefaultIfEmpty("none"))}");
    }

    private Dictionary<string, string> Rules(ParseResult parsed, PipelineSettings? pipeline)
    {
        var rules = new Dictionary<string, string>(pipeline?.Rules ?? new Dictionary<string, string>(), StringComparer.OrdinalIgnoreCase);
        foreach (var rule in parsed.GetValue(_rules) ?? [])
        {
            var equals = rule.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new UsageException($"--rule {rule}: must look like High=0.8");
            var (key, value) = (rule[..equals], rule[(equals + 1)..]);
            if (EventRulesText.Problem(key, value) is { } problem) throw new UsageException($"--rule {rule}: {problem}");
            rules[key] = value;
        }

        return rules;
    }

    private AudioFormat RawFormat(ParseResult parsed, int channel)
    {
        if (parsed.GetValue(_rate) is not { } rate) throw new UsageException("--rate is missing; raw PCM does not say its sample rate, so you must (in Hz)");
        if (rate is < 100 or > 1_000_000) throw new UsageException($"--rate {rate}: must be from 100 to 1000000 Hz");
        var channels = parsed.GetValue(_channels);
        if (channels is < 1 or > 64) throw new UsageException($"--channels {channels}: must be from 1 to 64");
        if (channel > channels) throw new UsageException($"--channel {channel} is beyond the {channels} channels of the input; see --channels");
        var word = parsed.GetRequiredValue(_encoding);
        var encoding = SettingsReader.Encodings.FirstOrDefault(e => e.Word == word);
        return encoding.Word is null
            ? throw new UsageException($"--encoding {word}: must be one of {string.Join(", ", SettingsReader.Encodings.Select(e => e.Word))}")
            : new AudioFormat(rate, channels, encoding.Value);
    }

    private static double Speed(string text)
    {
        if (text == "max") return double.PositiveInfinity;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is > 0 and <= 1e6
            ? speed
            : throw new UsageException($"--speed {text}: must be max, 1 or a number of times real time");
    }

    private static TimeSpan? Zone(string? text)
    {
        if (text is null) return null;
        if (text.Equals("utc", StringComparison.OrdinalIgnoreCase) || text == "Z") return TimeSpan.Zero;
        return DateTimeOffset.TryParseExact($"2000-01-01T00:00:00{text}", "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.Offset
            : throw new UsageException($"--zone {text}: must be utc or an offset such as +10:00");
    }

    private static DateTimeOffset? Start(string? text)
    {
        if (text is null) return null;
        string[] formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
        return DateTimeOffset.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            ? time.ToUniversalTime()
            : throw new UsageException($"--start {text}: must be a time with its zone, such as 2026-03-15T09:30:00Z");
    }
}
