using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;
using EdgeAgent.Core.Models;
using EdgeAgent.Hosting;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Run.Inference;

/// <summary>Answers requests for models beside the pipelines.</summary>
/// <param name="settings">Limits.</param>
/// <param name="models">Opens sessions, and lends those that pipelines have open.</param>
/// <param name="finder">Says which version is meant.</param>
/// <param name="permit">Puts live windows first.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelServer(InferenceSettings settings, ModelSet models, ModelFinder finder, InferencePermit permit, TimeProvider time) : IInferenceService, IAsyncDisposable
{
    private readonly RequestQueue _queue = new(settings.Queue, permit, time);
    private readonly SessionShelf _sessions = new(settings.Models, models, finder, time);
    private readonly AudioPrediction _audio = new(permit, time);
    private readonly ImagePrediction _images = new(permit, settings.MaxBytes);

    /// <inheritdoc/>
    public IReadOnlyList<ServedVersion> Index() => [.. finder.List().Select(entry => entry.Problem is { } problem
        ? new ServedVersion(entry.Name, entry.Version, IsReady: false, problem)
        : new ServedVersion(entry.Name, entry.Version, _sessions.WhyNot(entry.Name) is null, _sessions.WhyNot(entry.Name) ?? ""))];

    /// <inheritdoc/>
    public bool IsReady(string model, string version) => finder.Find(model, version) is var found && _sessions.WhyNot(found.Name) is null;

    /// <inheritdoc/>
    public async Task<ServedModel> DescribeAsync(string model, string version, CancellationToken cancellation)
    {
        var session = await HoldAsync(model, version, cancellation).ConfigureAwait(false);
        try
        {
            return session.Describe(finder.Versions(model));
        }
        finally
        {
            session.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<InferenceResult> InferAsync(InferenceRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var arrived = time.GetTimestamp();
        var session = await HoldAsync(request.Model, request.Version, cancellation).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(settings.WaitSeconds), time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var (inputs, outputs, rows) = session.Fit(request, settings.MaxBytes);
            var results = await _queue.RunAsync(new TensorJob(session, inputs, outputs, rows, arrived, patience.Token)).ConfigureAwait(false);
            session.Meter.Add(time.GetElapsedTime(arrived), failed: false);
            return new InferenceResult(session.Package.Manifest.Name, session.Package.Manifest.Version, results);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            session.Meter.Add(time.GetElapsedTime(arrived), failed: true);
            throw TooLate();
        }
        catch
        {
            session.Meter.Add(time.GetElapsedTime(arrived), failed: true);
            throw;
        }
        finally
        {
            session.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<Prediction> PredictAsync(PredictionRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var arrived = time.GetTimestamp();
        var session = await HoldAsync(request.Model, request.Version, cancellation).ConfigureAwait(false);
        var failed = true;
        try
        {
            var prediction = session.Image is null
                ? await _audio.RunAsync(session, request, cancellation).ConfigureAwait(false)
                : await _images.RunAsync(session, request, cancellation).ConfigureAwait(false);
            failed = false;
            return prediction;
        }
        finally
        {
            session.Meter.Add(time.GetElapsedTime(arrived), failed);
            session.Release();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ServedStatistics> Statistics(string model, string version)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(version);
        if (model.Length == 0) return _sessions.Statistics(null, null);
        var found = finder.Find(model, version);
        return _sessions.Statistics(found.Name, version.Length == 0 ? null : found.Version);
    }

    /// <inheritdoc/>
    public async Task LoadAsync(string model, CancellationToken cancellation)
    {
        finder.Find(model, "");
        _sessions.Allow(model);
        (await HoldAsync(model, "", cancellation).ConfigureAwait(false)).Release();
    }

    /// <inheritdoc/>
    public void Unload(string model)
    {
        finder.Find(model, "");
        _sessions.Forbid(model);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync().ConfigureAwait(false);
        _images.Dispose();
        _sessions.Dispose();
    }

    // Opening hashes files and builds a session: not on the thread that serves connections.
    private async Task<ServedSession> HoldAsync(string model, string version, CancellationToken cancellation)
    {
        var found = finder.Find(model, version);
        try
        {
            return _sessions.TryHold(found) ?? await Task.Run(() => _sessions.Hold(found), cancellation).ConfigureAwait(false);
        }
        catch (ModelException error)
        {
            throw new ControlRefusedException(RefusalKind.Unavailable, error.Message, error);
        }
    }

    private ControlRefusedException TooLate() =>
        new(RefusalKind.Unavailable, $"live windows and other requests left no time within {settings.WaitSeconds} seconds (Inference:WaitSeconds); try again later");
}
