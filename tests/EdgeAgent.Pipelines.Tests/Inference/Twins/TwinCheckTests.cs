using EdgeAgent.Pipelines.Inference;
using EdgeAgent.Pipelines.Inference.Twins;
using EdgeAgent.Pipelines.Tests.Support;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Pipelines.Tests.Inference.Twins;

public sealed class TwinCheckTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<TinyModel> _models = [];
    private readonly InferencePermit _permit = new();
    private readonly TaskCompletionSource<TwinCheck> _drifted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Offer_VariantThatHearsTheSame_IsComparedAndTrusted()
    {
        using var watched = Open();
        using var check = new TwinCheck(watched, ModelLease.Of(Open()), new TwinRules(2, 0.98), _permit, _drifted.SetResult);
        for (var window = 0; window < 20; window++) await ScoreAsync(watched, check, loud: window % 3 == 0, due: window % 2 == 1);
        Assert.Equal((10, 10, 0L), ((int)check.Read().Compared, (int)check.Read().Same, check.Read().Missed));
        Assert.Equal(0, check.Read().MeanDelta);
        Assert.False(_drifted.Task.IsCompleted);
    }

    [Fact]
    public async Task Offer_VariantThatHearsTheOpposite_IsGivenUpOnceAndSaysWhy()
    {
        using var watched = Open(gain: -1);
        using var check = new TwinCheck(watched, ModelLease.Of(Open()), new TwinRules(1, 0.98), _permit, _drifted.SetResult);
        for (var window = 0; window < 100 && !_drifted.Task.IsCompleted; window++) await ScoreAsync(watched, check, loud: true, due: true);
        Assert.Same(check, await _drifted.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        Assert.Contains("otherwise than the full model", check.Read().Drift, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_WhileLiveWindowsAreAtWork_DoesNotWaitForThem()
    {
        using var watched = Open();
        var check = new TwinCheck(watched, ModelLease.Of(Open()), new TwinRules(1, 0.98), _permit, _drifted.SetResult);
        _permit.EnterLive();
        Score(watched, loud: true);
        await Task.Run(check.Dispose, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        _permit.LeaveLive();
        Assert.Null(watched.Twin);
        Assert.Equal(0, check.Read().Compared);
        // What is scored afterwards is nobody's business any more.
        Score(watched, loud: true);
    }

    [Fact]
    public void Offer_WhileTheOneBeforeIsStillCompared_IsCountedAsMissed()
    {
        using var watched = Open();
        using var check = new TwinCheck(watched, ModelLease.Of(Open()), new TwinRules(1, 0.98), _permit, _drifted.SetResult);
        _permit.EnterLive();
        for (var window = 0; window < 5; window++) Score(watched, loud: true);
        Assert.Equal(4, check.Read().Missed);
        _permit.LeaveLive();
    }

    public void Dispose()
    {
        foreach (var model in _models) model.Dispose();
    }

    private static async Task ScoreAsync(ModelRunner runner, TwinCheck check, bool loud, bool due)
    {
        var before = check.Read().Compared;
        Score(runner, loud);
        using var patience = new CancellationTokenSource(Patience);
        while (due && check.Read() is { Drift: null } figures && figures.Compared == before)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static void Score(ModelRunner runner, bool loud)
    {
        var batch = runner.Rent();
        try
        {
            var window = new float[100];
            if (loud) Array.Fill(window, TinyModel.SampleFor(0.95));
            batch.Add(window, 0, 0);
            batch.Run();
        }
        finally
        {
            runner.Return(batch);
        }
    }

    private ModelRunner Open(float gain = 1)
    {
        var model = new TinyModel(1000, 100, 50, file: TinyModels.MeanSigmoid(100, 1, gain));
        _models.Add(model);
        return model.Open();
    }
}
