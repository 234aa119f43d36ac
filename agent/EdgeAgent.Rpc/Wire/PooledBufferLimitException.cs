namespace EdgeAgent.Rpc.Wire;

/// <summary>More bytes came than a buffer may hold.</summary>
internal sealed class PooledBufferLimitException() : Exception("more bytes came than the buffer may hold");
