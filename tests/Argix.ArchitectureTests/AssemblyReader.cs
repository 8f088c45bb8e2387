using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Argix.ArchitectureTests;

/// <summary>One use of a type (or one of its members) by a type of the assembly. Closures and state machines count as the type that declares them.</summary>
public sealed record Use(string From, string To, string? Member)
{
    public string FromNamespace => NamespaceOf(From);
    public string ToNamespace => NamespaceOf(To);

    private static string NamespaceOf(string type) => type.LastIndexOf('.') is > 0 and var dot ? type[..dot] : "";
}

/// <summary>Reads who uses whom out of a built assembly, without loading it: signatures, attributes and every token in method bodies.</summary>
public sealed class AssemblyReader
{
    private readonly MetadataReader reader;
    private readonly PEReader image;
    private readonly HashSet<Use> uses = [];
    private string from = "";

    private AssemblyReader(PEReader image)
    {
        this.image = image;
        reader = image.GetMetadataReader();
    }

    /// <summary>Every use, each once.</summary>
    public static IReadOnlyCollection<Use> Uses(string path) => Open(path, me =>
    {
        foreach (var handle in me.reader.TypeDefinitions) me.Type(handle);
        return me.uses;
    });

    /// <summary>Names of all types; nested ones count as their outermost type.</summary>
    public static IReadOnlyCollection<string> Types(string path) =>
        Open(path, me => me.reader.TypeDefinitions.Select(h => TypeName(me.reader, h)).ToHashSet(StringComparer.Ordinal));

    /// <summary>Names of the interfaces.</summary>
    public static IReadOnlyCollection<string> Interfaces(string path) => Open(path, me => me.reader.TypeDefinitions
        .Where(h => me.reader.GetTypeDefinition(h).Attributes.HasFlag(TypeAttributes.Interface)).Select(h => TypeName(me.reader, h)).ToList());

    /// <summary>Simple names of the referenced assemblies.</summary>
    public static IReadOnlyCollection<string> References(string path) =>
        Open(path, me => me.reader.AssemblyReferences.Select(h => me.reader.GetString(me.reader.GetAssemblyReference(h).Name)).ToList());

    private static T Open<T>(string path, Func<AssemblyReader, T> read)
    {
        using var file = new PEReader(File.OpenRead(path));
        return read(new AssemblyReader(file));
    }

    private void Type(TypeDefinitionHandle handle)
    {
        from = TypeName(reader, handle);
        var type = reader.GetTypeDefinition(handle);
        Token(type.BaseType);
        foreach (var i in type.GetInterfaceImplementations()) Token(reader.GetInterfaceImplementation(i).Interface);
        foreach (var f in type.GetFields()) Field(reader.GetFieldDefinition(f));
        foreach (var p in type.GetProperties()) Attributes(reader.GetPropertyDefinition(p).GetCustomAttributes());
        foreach (var m in type.GetMethods()) Method(reader.GetMethodDefinition(m));
        Generics(type.GetGenericParameters());
        Attributes(type.GetCustomAttributes());
    }

    private void Field(FieldDefinition field)
    {
        field.DecodeSignature(new Names(this), null);
        Attributes(field.GetCustomAttributes());
    }

    private void Method(MethodDefinition method)
    {
        method.DecodeSignature(new Names(this), null);
        Generics(method.GetGenericParameters());
        Attributes(method.GetCustomAttributes());
        foreach (var p in method.GetParameters()) Attributes(reader.GetParameter(p).GetCustomAttributes());
        if (method.RelativeVirtualAddress == 0) return;
        var body = image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil) reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(new Names(this), null);
        foreach (var region in body.ExceptionRegions) Token(region.CatchType);
        foreach (var token in Il.Tokens(body.GetILReader())) Token(token);
    }

    private void Generics(GenericParameterHandleCollection parameters)
    {
        foreach (var p in parameters)
        {
            foreach (var c in reader.GetGenericParameter(p).GetConstraints()) Token(reader.GetGenericParameterConstraint(c).Type);
        }
    }

    private void Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var handle in attributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            Token(attribute.Constructor);
            var names = new Names(this);
            try
            {
                var value = attribute.DecodeValue(names);
                foreach (var type in value.FixedArguments.Select(a => a.Value).Concat(value.NamedArguments.Select(a => a.Value)).OfType<string>()) names.Serialized(type);
            }
            catch (BadImageFormatException)
            {
                // An enum argument of unknown width: it cannot be a typeof, so there is nothing to miss.
            }
        }
    }

    private void Token(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition: Add(TypeName(reader, (TypeDefinitionHandle)handle)); break;
            case HandleKind.TypeReference: Add(TypeName(reader, (TypeReferenceHandle)handle)); break;
            case HandleKind.TypeSpecification: reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(new Names(this), null); break;
            case HandleKind.MethodDefinition: Member(reader.GetMethodDefinition((MethodDefinitionHandle)handle)); break;
            case HandleKind.FieldDefinition: Add(TypeName(reader, reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType())); break;
            case HandleKind.MemberReference: Member(reader.GetMemberReference((MemberReferenceHandle)handle)); break;
            case HandleKind.MethodSpecification: Generic(reader.GetMethodSpecification((MethodSpecificationHandle)handle)); break;
        }
    }

    private void Member(MethodDefinition method) => Add(TypeName(reader, method.GetDeclaringType()), reader.GetString(method.Name));

    private void Member(MemberReference member)
    {
        if (member.GetKind() == MemberReferenceKind.Method) member.DecodeMethodSignature(new Names(this), null);
        else member.DecodeFieldSignature(new Names(this), null);
        if (member.Parent.Kind == HandleKind.TypeReference) Add(TypeName(reader, (TypeReferenceHandle)member.Parent), reader.GetString(member.Name));
        else Token(member.Parent);
    }

    private void Generic(MethodSpecification method)
    {
        method.DecodeSignature(new Names(this), null);
        Token(method.Method);
    }

    private void Add(string to, string? member = null)
    {
        if (!string.Equals(to, from, StringComparison.Ordinal)) uses.Add(new Use(from, to, member));
    }

    private static string TypeName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? TypeName(reader, outer) : Full(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string TypeName(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? TypeName(reader, (TypeReferenceHandle)type.ResolutionScope)
            : Full(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Full(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";

    /// <summary>Walks signatures; the value that it returns is a type's name only where attributes need one.</summary>
    private sealed class Names(AssemblyReader owner) : ISignatureTypeProvider<string, object?>, ICustomAttributeTypeProvider<string>
    {
        public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Seen(TypeName(reader, handle));
        public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => Seen(TypeName(reader, handle));
        public string GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);
        public string GetTypeFromSerializedName(string name) => Serialized(name);
        public string GetSystemType() => "System.Type";
        public bool IsSystemType(string type) => type == "System.Type";
        public PrimitiveTypeCode GetUnderlyingEnumType(string type) => PrimitiveTypeCode.Int32;
        public string GetPrimitiveType(PrimitiveTypeCode typeCode) => "";
        public string GetSZArrayType(string elementType) => elementType;
        public string GetArrayType(string elementType, ArrayShape shape) => elementType;
        public string GetByReferenceType(string elementType) => elementType;
        public string GetPointerType(string elementType) => elementType;
        public string GetPinnedType(string elementType) => elementType;
        public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;
        public string GetFunctionPointerType(MethodSignature<string> signature) => "";
        public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) => genericType;
        public string GetGenericMethodParameter(object? genericContext, int index) => "";
        public string GetGenericTypeParameter(object? genericContext, int index) => "";

        /// <summary>A typeof in an attribute: <c>Namespace.Type+Nested, Assembly</c>. Other strings name no type of ours and fall through the rules.</summary>
        public string Serialized(string name)
        {
            var type = name.Split(',', '[', '+')[0].Trim();
            return type.StartsWith("Argix.", StringComparison.Ordinal) && !type.Contains(' ', StringComparison.Ordinal) ? Seen(type) : type;
        }

        private string Seen(string type)
        {
            owner.Add(type);
            return type;
        }
    }
}
