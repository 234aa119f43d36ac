using Grpc.Core;
using Grpc.Health.V1;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace EdgeAgent.Rpc.Health;

/// <summary>The standard health service. Whoever runs the services sets their statuses; watchers that are slow see the latest status, not every one between.</summary>
public sealed class RpcHealth : Grpc.Health.V1.Health.HealthBase
{
    // A map answer this long is no longer useful to anybody; more services than this are never registered.
    private const int MaxServices = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _statuses = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sets the status of a service.</summary>
    /// <param name="service">Its full name; empty for the server as a whole.</param>
    /// <param name="status">Whether it answers calls.</param>
    /// <exception cref="InvalidOperationException">More than 100 services are named.</exception>
    public void Set(string service, ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        TaskCompletionSource changed;
        lock (_lock)
        {
            if (_statuses.TryGetValue(service, out var before) && before == status) return;
            if (_statuses.Count >= MaxServices && !_statuses.ContainsKey(service)) throw new InvalidOperationException($"more than {MaxServices} services have a health status");
            _statuses[service] = status;
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        lock (_lock)
        {
            return _statuses.TryGetValue(request.Service, out var status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw new RpcException(new Status(StatusCode.NotFound, $"there is no service '{request.Service}' here"));
        }
    }

    /// <inheritdoc/>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        lock (_lock)
        {
            foreach (var (service, status) in _statuses) response.Statuses.Add(service, new HealthCheckResponse { Status = status });
        }

        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(responseStream);
        ArgumentNullException.ThrowIfNull(context);
        ServingStatus? told = null;
        while (true)
        {
            ServingStatus now;
            Task changed;
            lock (_lock)
            {
                now = _statuses.TryGetValue(request.Service, out var status) ? status : ServingStatus.ServiceUnknown;
                changed = _changed.Task;
            }

            if (told != now) await responseStream.WriteAsync(new HealthCheckResponse { Status = now }).ConfigureAwait(false);
            told = now;
            await changed.WaitAsync(context.CancellationToken).ConfigureAwait(false);
        }
    }
}
