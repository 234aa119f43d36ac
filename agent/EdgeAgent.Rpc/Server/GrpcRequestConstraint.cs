using EdgeAgent.Rpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EdgeAgent.Rpc.Server;

/// <summary>Lets gRPC requests through and nothing else, so that unknown paths of other protocols get their own answer.</summary>
internal sealed class GrpcRequestConstraint : IRouteConstraint
{
    public bool Match(HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
        httpContext is not null && WireNames.IsGrpc(httpContext.Request.ContentType);
}
