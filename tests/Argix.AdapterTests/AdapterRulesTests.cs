using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Serialization;

namespace Argix.AdapterTests;

/// <summary>
/// What no adapter may have, read out of the built assemblies: JSON by reflection (a plugin that uses it cannot be unloaded) and static state. That none repeats an order message is held by the
/// kit, which counts them in every case.
/// </summary>
public class AdapterRulesTests
{
    private static readonly string[] Adapters = [.. ReadmeTests.Brokers.Select(b => Path.Combine(AppContext.BaseDirectory, Broker.Manifest(b.Data).Entry!))];

    [Fact]
    public void No_adapter_reads_or_writes_json_by_reflection()
    {
        Assert.Equal(8, Adapters.Length);
        Assert.Empty(Adapters.SelectMany(a => JsonByReflection(a).Select(m => $"{Path.GetFileName(a)}: {m}")));
        // These tests themselves do, so it is seen where it is done.
        Assert.NotEmpty(JsonByReflection(typeof(AdapterRulesTests).Assembly.Location));
    }

    [Fact]
    public void No_adapter_keeps_anything_in_a_static_field()
    {
        Assert.Empty(Adapters.SelectMany(a => StaticState(Assembly.LoadFrom(a)).Select(f => $"{Path.GetFileName(a)}: {f}")));
        Assert.NotEmpty(StaticState(typeof(AdapterRulesTests).Assembly));
    }

    // Every call of JsonSerializer names its type info or context; the others look at the type when they run.
    private static List<string> JsonByReflection(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var reader = image.GetMetadataReader();
        return [.. reader.MemberReferences.Select(reader.GetMemberReference)
            .Where(m => m.Parent.Kind == HandleKind.TypeReference && reader.GetTypeReference((TypeReferenceHandle)m.Parent) is var t && reader.GetString(t.Name) == "JsonSerializer" && m.GetKind() == MemberReferenceKind.Method)
            .Where(m => !m.DecodeMethodSignature(new Names(), null).ParameterTypes.Any(p => p.Contains("JsonTypeInfo", StringComparison.Ordinal) || p.Contains("JsonSerializerContext", StringComparison.Ordinal)))
            .Select(m => "JsonSerializer." + reader.GetString(m.Name))];
    }

    private static List<string> StaticState(Assembly assembly) => [.. assembly.GetTypes().Where(t => !t.Name.Contains('<', StringComparison.Ordinal) && !typeof(JsonSerializerContext).IsAssignableFrom(t))
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(f => !f.Name.StartsWith('<') && !f.IsLiteral && (!f.IsInitOnly || f.FieldType.Namespace is "System.Collections.Concurrent" or "System.Threading" || f.IsDefined(typeof(ThreadStaticAttribute))))
        .Select(f => $"{f.DeclaringType!.Name}.{f.Name}")];

    private sealed class Names : ISignatureTypeProvider<string, object?>
    {
        public string GetArrayType(string elementType, ArrayShape shape) => elementType;

        public string GetByReferenceType(string elementType) => elementType;

        public string GetFunctionPointerType(MethodSignature<string> signature) => "";

        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;

        public string GetGenericMethodParameter(object? genericContext, int index) => "";

        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

        public string GetPinnedType(string elementType) => elementType;

        public string GetPointerType(string elementType) => elementType;

        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";

        public string GetSZArrayType(string elementType) => elementType;

        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeDefinition(handle).Name);

        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => reader.GetString(reader.GetTypeReference(handle).Name);

        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) => "";
    }
}
