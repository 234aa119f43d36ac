using EdgeAgent.Core.Audio;
using EdgeAgent.Interop.OnnxRuntime;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Configuration;

/// <summary>Reads and checks the whole configuration; every key is declared here with its meaning, unit, default and range.</summary>
internal static class SettingsReader
{
    /// <summary>Words for raw PCM encodings.</summary>
    public static IReadOnlyList<(string Word, SampleEncoding Value)> Encodings { get; } =
        [("s16", SampleEncoding.S16), ("s24", SampleEncoding.S24), ("s32", SampleEncoding.S32), ("f32", SampleEncoding.F32)];

    /// <summary>Words for execution providers.</summary>
    public static IReadOnlyList<(string Word, OrtProvider Value)> Providers { get; } =
        [("auto", OrtProvider.Auto), ("tensorrt", OrtProvider.TensorRt), ("cuda", OrtProvider.Cuda), ("cpu", OrtProvider.Cpu)];

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="ConfigException">With every problem in it.</exception>
    public static AgentSettings Read(IConfiguration configuration)
    {
        var problems = new ConfigProblems();
        var settings = Read(configuration, problems);
        return problems.Problems.Count == 0 ? settings : throw new ConfigException(problems.Problems);
    }

    /// <summary>Reads a configuration and collects problems and known keys.</summary>
    public static AgentSettings Read(IConfiguration configuration, ConfigProblems problems)
    {
        var root = new ConfigSection(configuration, problems);
        var agent = root.Section("Agent");
        var runtime = root.Section("Runtime");
        var models = root.Section("Models");
        var device = agent.Text("Name", Environment.MachineName, "Name of this box in events and topics.", "host name")!;
        var state = agent.Text("StateDirectory", StatePath.Default, "Folder of what must survive a restart: events, the broker's session, the anchors of live time.", "$STATE_DIRECTORY; /var/lib/edge-agent for root; ~/.local/state/edge-agent")!;
        var settings = new AgentSettings
        {
            Device = device,
            StateDirectory = Path.GetFullPath(state),
            StopDeadlineSeconds = agent.Integer("StopDeadlineSeconds", 20, 1, 600, "Seconds that draining may take after a stop signal before it is cut short."),
            CrashLimit = agent.Integer("CrashLimit", 5, 0, 1000, "Crashes in a row, within one boot, after which an unattended agent leaves its pipelines off and stays reachable; 0 for never."),
            SafeModeMinutes = agent.Integer("SafeModeMinutes", 60, 1, 10080, "Minutes after which an agent that left its pipelines off starts again with them."),
            OnnxRuntimeLibrary = runtime.Text("OnnxRuntimeLibrary", null, "Path of the native ONNX Runtime to load instead of the shipped one (a Jetson's own build with TensorRT)."),
            Provider = runtime.Choice("Provider", OrtProvider.Auto, Providers, "Execution provider; auto takes the best that works."),
            Threads = runtime.Integer("Threads", 1, 1, 64, "Threads inside one run of a model; 1 keeps the box coolest."),
            CacheDirectory = Path.GetFullPath(runtime.Text("CacheDirectory", null, "Folder in which TensorRT's engines for this device are kept, so that only the first start builds them; it may be deleted at any time.", fallbackText: "cache in Agent:StateDirectory") ?? Path.Combine(state, "cache")),
            Repository = Paths.Find(models.Text("Repository", "models/repository", "Folder of model packages.")!),
            Models = ModelSettings.Read(models),
            Delivery = DeliveryReader.Read(root, device, Path.GetFullPath(state)),
            Control = ControlReader.Read(root, device, Path.GetFullPath(state)),
            Telemetry = TelemetryReader.Read(root),
            Evidence = EvidenceReader.ReadRetention(root.Section("Retention"), Path.GetFullPath(state)),
            Inference = InferenceReader.Read(root),
            Pipelines = [.. root.List("Pipelines").Select(p => ReadPipeline(p, state))],
        };
        foreach (var twin in settings.Pipelines.GroupBy(p => p.Name, StringComparer.Ordinal).Where(g => g.Key.Length > 0 && g.Count() > 1))
            root.Problem("Pipelines", $"the name '{twin.Key}' is used {twin.Count()} times; pipeline names must differ");
        foreach (var shared in settings.Pipelines.Where(p => p.Source.Exclusive is not null).GroupBy(p => p.Source.Exclusive, StringComparer.Ordinal).Where(g => g.Count() > 1))
            root.Problem("Pipelines", $"{string.Join(" and ", shared.Select(p => p.Name))} both read {shared.Key}, and each would get part of it; list both models in one pipeline");
        root.RefuseUnknown();
        return settings;
    }

    private static PipelineSettings ReadPipeline(ConfigSection pipeline, string state)
    {
        var name = pipeline.Required("Name", "Name of the pipeline in events and topics; part of event ids.", "give the pipeline a name");
        var source = SourceReader.Read(pipeline.Section("Source"), name, state);
        var models = pipeline.List("Models");
        if (models.Count == 0) pipeline.Problem("Models", "names no model; list at least one, such as { \"Name\": \"humpback\" }");
        return new PipelineSettings(name, source, [.. models.Select(ReadModel)], ReadRules(pipeline))
        {
            Overload = OverloadReader.Read(pipeline.Section("Overload"), source.Kind),
            Clips = EvidenceReader.ReadClips(pipeline),
            Recording = EvidenceReader.ReadRecording(pipeline, source.Kind),
            Frames = FrameReader.Read(pipeline.Section("Frames"), name, state),
        };
    }

    private static string ReadModel(ConfigSection model)
    {
        var name = model.Required("Name", "Name of the model package.", "name a model package");
        var version = model.Text("Version", "latest", "Version number, or latest.")!;
        var variant = model.Text("Variant", "auto", "full, int8, … or auto.")!;
        return $"{name}:{version}" + (variant == "auto" ? string.Empty : $"/{variant}");
    }

    private static Dictionary<string, string> ReadRules(ConfigSection pipeline)
    {
        var rules = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var events = pipeline.Section("Events");
        foreach (var (key, description) in EventRulesText.Keys)
            if (events.Text(key, null, description, fallbackText: "the package's") is { } value)
            {
                rules[key] = value;
                if (EventRulesText.Problem(key, value) is { } problem) events.Problem(key, problem);
            }

        return rules;
    }
}
