using System.Runtime.CompilerServices;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Tests;

/// <summary>An agent with one pipeline that does as it is told, and a store without messages.</summary>
internal static class TestContracts
{
    public static ControlContracts Make() => new() { Agent = new StillAgent(), Pipelines = new OnePipeline(), Events = new NoEvents(), Tap = new NoTap(), Logs = new NoLogs(), Configuration = new SameConfiguration(), Support = new NoSupport() };

    private sealed class OnePipeline : IPipelineControl
    {
        public Task<PipelineSnapshot> PauseAsync(string pipeline, CancellationToken cancellation) => AnswerAsync(pipeline, PipelineState.Paused);

        public Task<PipelineSnapshot> ResumeAsync(string pipeline, CancellationToken cancellation) => AnswerAsync(pipeline, PipelineState.Running);

        public Task<PipelineSnapshot> RestartAsync(string pipeline, CancellationToken cancellation) => AnswerAsync(pipeline, PipelineState.Running);

        public Task<PipelineSnapshot> SetThresholdsAsync(string pipeline, double? high, double? low, bool reset, CancellationToken cancellation) => AnswerAsync(pipeline, PipelineState.Running);

        private static Task<PipelineSnapshot> AnswerAsync(string pipeline, PipelineState state) => pipeline == "reef"
            ? Task.FromResult(new PipelineSnapshot { Name = pipeline, State = state, Source = "h1", SampleRate = 10000, ElapsedSeconds = 1, AnalysedSeconds = 1, Windows = 1, DroppedWindows = 0, Events = 0, Models = [] })
            : throw new ControlRefusedException(RefusalKind.NotFound, $"there is no pipeline '{pipeline}' here");
    }

    private sealed class NoEvents : IEventFeed
    {
        public FeedPlace End => new("store", 7);

        public async IAsyncEnumerable<FeedBatch> WatchAsync(FeedPlace place, FeedFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
        {
            yield return new FeedBatch([], End, IsEnd: true);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }

        public FeedPage Query(FeedQuery query) => new("store", [], null);
    }

    private sealed class NoTap : ITap
    {
        public async IAsyncEnumerable<TapReading> WatchAsync(IReadOnlyList<string> pipelines, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
        {
            await Task.Yield();
            yield return new TapReading("reef", DateTimeOffset.UnixEpoch);
        }
    }

    private sealed class NoLogs : ILogLevels
    {
        public IReadOnlyList<LogLevelEntry> Levels => [];

        public void Set(string area, string level, TimeSpan? life)
        {
        }
    }

    private sealed class SameConfiguration : IConfigurationReload
    {
        public Task<IReadOnlyList<ConfigurationChange>> ReloadAsync(bool dryRun, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ConfigurationChange>>([]);
    }

    private sealed class NoSupport : ISupportSource
    {
        public IReadOnlyList<SupportFile> Collect() => [];
    }
}
