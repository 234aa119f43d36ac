namespace Grpc.Core;

/// <summary>Names the generated method that binds a service. Kept because generated code carries it; nothing here looks for it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BindServiceMethodAttribute : Attribute
{
    /// <summary>Names a static method.</summary>
    /// <param name="bindType">The type that holds it.</param>
    /// <param name="bindMethodName">Its name.</param>
    public BindServiceMethodAttribute(Type bindType, string bindMethodName) => (BindType, BindMethodName) = (bindType, bindMethodName);

    /// <summary>The type that holds the method.</summary>
    public Type BindType { get; }

    /// <summary>The method's name.</summary>
    public string BindMethodName { get; }
}
