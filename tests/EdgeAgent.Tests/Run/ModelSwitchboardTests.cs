using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Time;
using EdgeAgent.Run;
using EdgeAgent.TestKit.Onnx;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Tests.Run;

/// <summary>Two pipelines that hear the same model, from one session, in real time.</summary>
public sealed class ModelSwitchboardTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<GapRecord> _records = new();
    private readonly ConcurrentQueue<ModelSwap> _told = new();
    private readonly InferenceWorkers _workers = InferenceWorkers.Create(1);
    private readonly AnchorLog _anchors;
    private readonly ModelSet _models;
    private readonly LivePipeline[] _pipelines;
    private readonly ModelSwitchboard _switch;
    private readonly Task _running;

    public ModelSwitchboardTests()
    {
        EnergyPackage.Write(_folder.Path);
        EnergyPackage.Write(_folder.Path, "other", change: m => m["input"]!["hopSamples"] = 500);
        EnergyPackage.Write(_folder.Path, "broken", FailsOnSound(), m => m["labels"] = new System.Text.Json.Nodes.JsonArray("call"));
        var settings = SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(
            new[] { "reef", "harbour" }.SelectMany((name, i) => new Dictionary<string, string?>
            {
                [$"Pipelines:{i}:Name"] = name,
                [$"Pipelines:{i}:Source:Kind"] = "synthetic",
                [$"Pipelines:{i}:Source:Signal"] = "noise",
                [$"Pipelines:{i}:Source:SampleRate"] = "4000",
                [$"Pipelines:{i}:Models:0:Name"] = "energy",
            }).Append(new("Models:Repository", _folder.Path)).Append(new("Agent:StateDirectory", _folder["state"])).Append(new("Runtime:Provider", "cpu"))).Build());
        _models = new ModelSet(settings);
        _anchors = new AnchorLog(_folder["anchors"]);
        _pipelines = [.. settings.Pipelines.Select(p => new LivePipeline(p))];
        _switch = new ModelSwitchboard(_pipelines, _models);
        _switch.Switched += _told.Enqueue;
        var boot = new BootIdentity(TimeProvider.System);
        var watch = new ClockWatch(TimeProvider.System, new KernelDiscipline(), boot.Id);
        var runs = new List<Task>();
        foreach (var (pipeline, own) in _pipelines.Zip(settings.Pipelines))
        {
            pipeline.Equip(own, LiveSources.Open(own.Source, TimeProvider.System), new PipelineModels(own.Name, _models.LendAll(own.Models, own.Rules), _switch.Tell));
            pipeline.Note(PipelineState.Running, null);
            runs.Add(pipeline.RunAsync("box", boot, new Records(_records), _workers, new SourceClock(watch, _anchors), TimeProvider.System, _stop.Token));
        }

        _running = Task.WhenAll(runs);
    }

    [Fact]
    public async Task SwitchAsync_OneOfTwoPipelines_ChangesAndRollsBackWhileTheOtherHearsOn()
    {
        await HeardAsync(0, 1);
        Assert.Same(_pipelines[0].Models[0], _pipelines[1].Models[0]);

        var outcome = await _switch.SwitchAsync(Request("reef", "other") with { Detail = "try it" }, _stop.Token).WaitAsync(Patience);

        Assert.Equal(("reef", "energy", "other", "activated", "try it"), (outcome.Swap!.Pipeline, outcome.Swap.From.Name, outcome.Swap.To.Name, outcome.Swap.Cause, outcome.Swap.Detail));
        Assert.Equal(("other", "energy"), (_pipelines[0].Models[0].Reference.Name, _pipelines[1].Models[0].Reference.Name));
        await HeardAsync(0, 2);
        var observed = _switch.Observe();
        Assert.Equal([("reef", ModelRole.Probation), ("harbour", ModelRole.Active)], observed.Select(o => (o.Pipeline, o.Role)));
        Assert.Equal("energy", observed[0].Previous!.Model.Name);

        var back = await _switch.RollBackAsync("reef", "other", "it hears too much", _stop.Token).WaitAsync(Patience);

        Assert.Equal("rolled-back", back.Swap!.Cause);
        Assert.Same(_pipelines[0].Models[0], _pipelines[1].Models[0]);
        Assert.Equal(2, _told.Count);
        Assert.Equal([outcome.Swap, back.Swap], _records.Select(r => r.Swap));
        Assert.All(_records, r => Assert.Equal("model-swap", r.Kind));
        await HeardAsync(1, 1);
        Assert.False(_running.IsCompleted);
    }

    [Fact]
    public async Task SwitchAsync_PackageWhoseSessionFails_BothPipelinesHearOnWithTheModelTheyHad()
    {
        await HeardAsync(0, 1);

        var outcome = await _switch.SwitchAsync(Request("reef", "broken"), _stop.Token).WaitAsync(Patience);

        // Its first window fails: while the old model still hears the change is refused, else it is rolled back at once.
        await UntilAsync(() => outcome.Refusal is not null || _told.Any(s => s.Cause == "failed"));
        Assert.Contains("failed", outcome.Refusal ?? _told.Last(s => s.Cause == "failed").Detail, StringComparison.Ordinal);
        await HeardAsync(0, 1);
        await HeardAsync(1, 1);
        Assert.False(_running.IsCompleted);
        Assert.All(_records, r => Assert.NotNull(r.Swap));
        Assert.All(_pipelines, p => Assert.Equal("energy", p.Models[0].Reference.Name));
    }

    [Fact]
    public async Task SwitchAsync_NoSuchPipelineOrOneThatHasEnded_IsRefused()
    {
        Assert.Equal("there is no pipeline lagoon here; there are reef, harbour", (await _switch.SwitchAsync(Request("lagoon", "other"), _stop.Token)).Refusal);
        _pipelines[0].Note(PipelineState.Ended, null);
        Assert.Equal("reef has ended or failed; restart it first", (await _switch.SwitchAsync(Request("reef", "other"), _stop.Token)).Refusal);
        Assert.Equal("reef has ended or failed; restart it first", _switch.Accept("reef", "energy"));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _models.Dispose();
        _workers.Dispose();
        await _anchors.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }

    // Scores sound and silence differently: silence, with which a session is tried, is the only index in its table.
    private static byte[] FailsOnSound() => new OnnxModelBuilder()
        .Input("waveform", "N", EnergyPackage.WindowSamples)
        .Node("Abs", ["waveform"], ["size"])
        .ReduceMean("size", "mean", [1], keepDimensions: true)
        .Constant("thousand", 1000f)
        .Mul("mean", "thousand", "thousandths")
        .Cast("thousandths", "index", OnnxType.Int64)
        .Initializer("table", [1], new[] { 0.5f })
        .Node("Gather", ["table", "index"], ["scores"])
        .Output("scores", "N", 1)
        .Build();

    private SwitchRequest Request(string pipeline, string model)
    {
        var resolved = new ModelRepository(_folder.Path).Resolve(model);
        return new SwitchRequest(pipeline, resolved.Package, resolved.Variant);
    }

    private async Task HeardAsync(int pipeline, int seconds)
    {
        var counters = _pipelines[pipeline].Counters;
        var windows = counters.Windows + (4 * seconds);
        await UntilAsync(() => counters.Windows >= windows);
    }

    private Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => Until.HoldsAsync(
        () =>
        {
            Assert.False(_running.IsFaulted, _running.Exception?.Message);
            return condition();
        },
        what);

    private sealed class Records(ConcurrentQueue<GapRecord> records) : IEventSink
    {
        public void Accept(DetectionEvent detection)
        {
        }

        public void Accept(GapRecord gap) => records.Enqueue(gap);
    }
}
