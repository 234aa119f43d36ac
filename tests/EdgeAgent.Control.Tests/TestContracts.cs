using System.Runtime.CompilerServices;
using EdgeAgent.Control.Hosting;
using EdgeAgent.Core.Control;

namespace EdgeAgent.Control.Tests;

/// <summary>An agent with one pipeline that does as it is told, and a store without messages.</summary>
internal static class TestContracts
{
    public static ControlContracts Make() => new() { Agent = new StillAgent(), Pipelines = new OnePipeline(), Events = new NoEvents() };

    private sealed class OnePipeline : IPipelineControl
    {
        public Task<PipelineSnapshot> PauseAsync(string pipeline, CancellationToken cancellation) => AnswerAsync(pipeline, PipelineState.Paused);

        public Task<PipelineSnapshot> ResumeAsync(string pipeline, CancellationToken cancellation) => AnswerAsync(pipeline, PipelineState.Running);

        public Task<PipelineSnapshot> RestartAsync(string pipeline, CancellationToken cancellation) => AnswerAsync(pipeline, PipelineState.Running);

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
}
