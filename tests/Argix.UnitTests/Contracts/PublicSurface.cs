using System.Reflection;
using System.Runtime.CompilerServices;

namespace Argix.UnitTests.Contracts;

/// <summary>Writes what an assembly shows to the world as text, one line a member, so that a review sees every change.</summary>
internal static class PublicSurface
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>What the compiler makes for every record; it follows from the constructor line.</summary>
    private static readonly string[] RecordNoise = ["Equals", "GetHashCode", "ToString", "Deconstruct", "<Clone>$", "op_Equality", "op_Inequality"];

    public static IReadOnlyList<string> Lines(Assembly assembly) =>
        assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(Lines).ToList();

    public static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static IEnumerable<string> Lines(Type type)
    {
        var name = $"{type.Namespace}.{Name(type)}";
        yield return $"{Kind(type)} {name}{Bases(type)}";
        foreach (var line in Members(type).Order(StringComparer.Ordinal)) yield return $"  {line}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum) return type.GetEnumNames().Zip(type.GetEnumValuesAsUnderlyingType().Cast<object>(), (n, v) => $"{v:00} {n}");
        var constructors = type.GetConstructors(Own).Select(c => $"new({Parameters(c)})");
        var fields = type.GetFields(Own).Select(f => $"{(f.IsLiteral ? "const " : "static ")}{Name(f.FieldType)} {f.Name}{(f.IsLiteral ? $" = {f.GetRawConstantValue()}" : "")}");
        var properties = type.GetProperties(Own).Select(p => $"{Nullable(new NullabilityInfoContext().Create(p), p.PropertyType)} {p.Name} {{ {Accessors(p)} }}{(IsRequired(p) ? " required" : "")}");
        var methods = type.GetMethods(Own).Where(m => !m.IsSpecialName && !(IsRecord(type) && RecordNoise.Contains(m.Name)))
            .Select(m => $"{Nullable(new NullabilityInfoContext().Create(m.ReturnParameter), m.ReturnType)} {Name(m)}({Parameters(m)})");
        return [.. constructors, .. fields, .. properties, .. methods];
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ when IsRecord(type) => type.IsSealed ? "sealed record" : "record",
        { IsValueType: true } => "struct",
        _ => type.IsSealed ? "sealed class" : "class",
    };

    private static string Bases(Type type)
    {
        var bases = type.GetInterfaces().Where(i => !IsRecord(type) && !type.IsEnum && i.Assembly == type.Assembly || i == typeof(IAsyncDisposable)).Select(Name);
        var parent = type.BaseType is { } b && b != typeof(object) && b != typeof(Enum) && b != typeof(ValueType) ? [Name(b)] : Array.Empty<string>();
        var all = parent.Concat(bases).ToList();
        return all.Count == 0 ? "" : " : " + string.Join(", ", all);
    }

    private static string Accessors(PropertyInfo p) => p.SetMethod switch
    {
        null => "get;",
        { ReturnParameter: var r } when r.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) => "get; init;",
        _ => "get; set;",
    };

    private static bool IsRequired(PropertyInfo p) => p.IsDefined(typeof(RequiredMemberAttribute));

    private static string Name(MethodInfo method) =>
        method.IsGenericMethod ? $"{method.Name}<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : method.Name;

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{Nullable(new NullabilityInfoContext().Create(p), p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {Literal(p.DefaultValue)}" : "")}"));

    private static string Literal(object? value) => value switch { null => "default", string s => $"\"{s}\"", bool b => b ? "true" : "false", _ => $"{value}" };

    private static string Nullable(NullabilityInfo info, Type type) =>
        Name(type) + (!type.IsValueType && info.ReadState == NullabilityState.Nullable ? "?" : "");

    private static string Name(Type type)
    {
        if (System.Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericParameter || !type.IsGenericType) return type.Name;
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
