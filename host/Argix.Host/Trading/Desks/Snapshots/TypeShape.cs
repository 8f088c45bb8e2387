using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Argix.Trading.Desks.Snapshots;

internal enum Shape { Scalar, Json, Optional, Array, List, Set, Queue, Linked, Map, Fields }

/// <summary>
/// How a type is written: found by looking at its fields, private ones included. So a field that somebody adds to the desk's state cannot be forgotten by the snapshot, unless it says itself that it is made from others;
/// a type that cannot be written is refused by name.
/// </summary>
internal sealed class TypeShape
{
    private static readonly ConcurrentDictionary<Type, TypeShape> Known = [];
    private static readonly HashSet<Type> Scalars = [typeof(bool), typeof(int), typeof(long), typeof(decimal), typeof(double), typeof(string), typeof(Guid), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeSpan)];

    private TypeShape(Type type)
    {
        Type = type;
        Kind = KindOf(type);
        Parts = Kind switch
        {
            Shape.Array => [type.GetElementType()!],
            Shape.Optional => [Nullable.GetUnderlyingType(type)!],
            Shape.List or Shape.Set or Shape.Queue or Shape.Linked or Shape.Map => type.GetGenericArguments(),
            _ => [],
        };
        Fields = Kind == Shape.Fields ? [.. Chain(type).Reverse().SelectMany(t => t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)).Where(f => !f.IsDefined(typeof(NonSerializedAttribute)))] : [];
        ByValue = type.IsClass && Kind == Shape.Fields && Fields.Length > 0 && type.GetInterfaces().Contains(typeof(IEquatable<>).MakeGenericType(type)) && Array.TrueForAll(Fields, f => IsPlain(f.FieldType));
    }

    public Type Type { get; }
    public Shape Kind { get; }

    /// <summary>The types inside a collection.</summary>
    public Type[] Parts { get; }
    public FieldInfo[] Fields { get; }

    /// <summary>A record of plain values: two that are equal are one, which makes the file and the memory smaller.</summary>
    public bool ByValue { get; }

    public static TypeShape Of(Type type) => Known.GetOrAdd(type, t => new TypeShape(t));

    private static Shape KindOf(Type type)
    {
        if (Scalars.Contains(type) || type.IsEnum)
        {
            return Shape.Scalar;
        }

        if (type == typeof(JsonElement) || type.IsArray)
        {
            return type.IsArray ? Shape.Array : Shape.Json;
        }

        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        var kind = open == typeof(Nullable<>) ? Shape.Optional : open == typeof(List<>) ? Shape.List : open == typeof(HashSet<>) ? Shape.Set : open == typeof(Queue<>) ? Shape.Queue
            : open == typeof(LinkedList<>) ? Shape.Linked : open == typeof(Dictionary<,>) ? Shape.Map : Shape.Fields;
        var strange = kind == Shape.Fields && (typeof(Delegate).IsAssignableFrom(type) || type.IsPointer || type == typeof(object)
            || (!type.IsInterface && type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true && !type.Name.StartsWith("ValueTuple", StringComparison.Ordinal) && !type.Name.StartsWith("ReadOnlyCollection", StringComparison.Ordinal)));
        return strange ? throw new NotSupportedException($"A snapshot cannot hold {type}") : kind;
    }

    private static bool IsPlain(Type type) => Scalars.Contains(type) || type.IsEnum || (Nullable.GetUnderlyingType(type) is { } inner && IsPlain(inner));

    private static IEnumerable<Type> Chain(Type type)
    {
        for (var t = type; t is not null && t != typeof(object) && t != typeof(ValueType); t = t.BaseType)
        {
            yield return t;
        }
    }
}
