namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>One step of the model test, with two numbers that it reads as it likes.</summary>
internal sealed record Operation(OperationKind Kind, int A, int B);
