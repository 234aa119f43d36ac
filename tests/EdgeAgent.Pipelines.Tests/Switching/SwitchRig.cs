using System.Runtime.CompilerServices;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Core.Time;
using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Switching;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.Pipelines.Topology;

namespace EdgeAgent.Pipelines.Tests.Switching;

/// <summary>One pipeline whose sound a test pushes by hand, with everything that comes out of it.</summary>
internal sealed class SwitchRig : IDisposable
{
    private readonly int _rate;
    private readonly bool _prompt;
    private readonly IBatchExecutor _executor;
    private readonly bool _logs;
    private IReadOnlyList<IModelEpoch> _epoch = [];
    private int _epochs;

    public SwitchRig(int rate, TinyModel first, bool prompt = true, IBatchExecutor? executor = null, bool logs = true)
    {
        (_rate, _prompt, _executor, _logs) = (rate, prompt, executor ?? new InlineExecutor(), logs);
        Models = new PipelineModels("reef", [(Lease(first), () => Lease(first))], swap =>
        {
            lock (Told) Told.Add(swap);
        });
    }

    public static StreamIdentity Identity { get; } = new("box", "reef", "hydrophone", 1, Replay: false);

    public PipelineModels Models { get; }

    public EventLog Out { get; } = new();

    public ScoreLog Scores { get; } = new();

    /// <summary>Changes that <see cref="IModelSwitch.Switched"/> told.</summary>
    public List<ModelSwap> Told { get; } = [];

    /// <summary>Sessions that are open: lent and not given back.</summary>
    public int Open { get; private set; }

    /// <summary>Most sessions that were open at once.</summary>
    public int MostOpen { get; private set; }

    public long Position { get; private set; }

    public IEnumerable<GapRecord> Gaps => Out.Gaps.Where(g => g.Swap is null);

    public IEnumerable<ModelSwap> Swaps => Out.Gaps.Select(g => g.Swap).OfType<ModelSwap>();

    public ModelObservation Active => Models.Observe().Single(o => o.Role is ModelRole.Active or ModelRole.Probation);

    public ModelLease Lease(TinyModel model)
    {
        var runner = model.Open();
        lock (Told) MostOpen = Math.Max(MostOpen, ++Open);
        return new ModelLease(runner, () =>
        {
            runner.Dispose();
            lock (Told) Open--;
        });
    }

    public SwitchRig Begin()
    {
        Position = 0;
        _epoch = Models.Begin(new EpochContext(new StreamTimeline($"stream-{++_epochs}", _rate, [new TimeAnchor(0, new DateTimeOffset(2026, 3, 15, 9, 0, 0, TimeSpan.Zero))]), Identity, _executor, Out, TimeProvider.System, _prompt, _logs ? Scores : null));
        return this;
    }

    public void Push(ReadOnlySpan<float> samples)
    {
        Models.Hear(samples);
        // Not foreach: over an interface it allocates, and steady state is measured here.
        for (var i = 0; i < _epoch.Count; i++) _epoch[i].Push(samples);
        Position += samples.Length;
    }

    /// <summary>Pushes samples of an epoch up to a position, in blocks of random lengths.</summary>
    public void PushTo(float[] samples, long to, Random random, int most = 6000)
    {
        while (Position < to) Push(samples.AsSpan((int)Position, (int)Math.Min(to - Position, random.Next(1, most))));
    }

    public void Finish(string reason = "end-of-input")
    {
        foreach (var place in _epoch) place.Finish(reason);
        Break();
    }

    /// <summary>Ends the epoch as a failure does: nothing is finished.</summary>
    public void Break()
    {
        foreach (var place in _epoch) place.Dispose();
        _epoch = [];
    }

    /// <summary>Asks for a change, and comes back when it waits for the next samples.</summary>
    public async Task<Task<SwitchOutcome>> AskAsync(TinyModel model, long? at = null, SwapMode mode = SwapMode.Beside, bool probation = false, CancellationToken cancellation = default)
    {
        var package = model.Package;
        var asked = Models.SwitchAsync(new SwitchRequest("reef", package, package.Manifest.Variants["full"]) { At = at, Mode = mode, Probation = probation }, () => Lease(model), cancellation);
        await UntilAsync(() => asked.IsCompleted || Models.IsChangeWaiting || _epoch.Count == 0);
        return asked;
    }

    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") => Until.HoldsAsync(condition, what);

    public static BesideRequest BesideOf(TinyModel model, bool publish = false, double share = 1) => new("reef", model.Package, model.Package.Manifest.Variants["full"]) { Publish = publish, Share = share };

    public void Dispose()
    {
        Break();
        Models.Dispose();
    }
}
