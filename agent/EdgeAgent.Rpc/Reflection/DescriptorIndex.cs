using Google.Protobuf.Reflection;

namespace EdgeAgent.Rpc.Reflection;

/// <summary>Everything that the files of some services declare, by name.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> _extensions = new(StringComparer.Ordinal);

    public DescriptorIndex(IReadOnlyList<ServiceDescriptor> services)
    {
        Services = [.. services.Select(service => service.FullName).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (var file in services.SelectMany(service => WithImports(service.File)))
            if (_files.TryAdd(file.Name, file)) Add(file);
    }

    /// <summary>Full names of the services, sorted.</summary>
    public IReadOnlyList<string> Services { get; }

    public FileDescriptor? FileNamed(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FileOfSymbol(string name) => _symbols.GetValueOrDefault(name.TrimStart('.'));

    public FileDescriptor? FileOfExtension(string type, int number) => _extensions.GetValueOrDefault(type)?.GetValueOrDefault(number);

    /// <summary>Numbers of the extensions of a message, rising; null when there is no such message.</summary>
    public IReadOnlyList<int>? ExtensionsOf(string type) =>
        _symbols.ContainsKey(type) ? [.. _extensions.GetValueOrDefault(type)?.Keys ?? Enumerable.Empty<int>()] : null;

    /// <summary>A file and everything that it imports, each once.</summary>
    public static IEnumerable<FileDescriptor> WithImports(FileDescriptor file)
    {
        var found = new List<FileDescriptor> { file };
        for (var i = 0; i < found.Count; i++)
            foreach (var import in found[i].Dependencies)
                if (!found.Contains(import)) found.Add(import);
        return found;
    }

    private void Add(FileDescriptor file)
    {
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods) _symbols[method.FullName] = file;
        }

        foreach (var message in file.MessageTypes) Add(file, message);
        foreach (var type in file.EnumTypes) Add(file, type);
        foreach (var extension in file.Extensions.UnorderedExtensions) AddExtension(file, extension);
    }

    private void Add(FileDescriptor file, MessageDescriptor message)
    {
        _symbols[message.FullName] = file;
        foreach (var field in message.Fields.InDeclarationOrder()) _symbols[field.FullName] = file;
        foreach (var oneof in message.Oneofs) _symbols[oneof.FullName] = file;
        foreach (var nested in message.NestedTypes) Add(file, nested);
        foreach (var type in message.EnumTypes) Add(file, type);
        foreach (var extension in message.Extensions.UnorderedExtensions) AddExtension(file, extension);
    }

    private void Add(FileDescriptor file, EnumDescriptor type)
    {
        _symbols[type.FullName] = file;
        foreach (var value in type.Values) _symbols[value.FullName] = file;
    }

    private void AddExtension(FileDescriptor file, FieldDescriptor extension)
    {
        _symbols[extension.FullName] = file;
        var type = extension.ExtendeeType.FullName;
        if (!_extensions.TryGetValue(type, out var numbers)) _extensions[type] = numbers = [];
        numbers[extension.FieldNumber] = file;
    }
}
