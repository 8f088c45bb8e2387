using System.Reflection;
using System.Text.Json;
using Argix.Contracts;
using Xunit;

namespace Argix.UnitTests.Contracts;

/// <summary>Every record must survive JSON: recordings, out-of-process plugins and the journal all depend on it.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<string> Records => new(typeof(IBrokerPlugin).Assembly.GetExportedTypes().Where(PublicSurface.IsRecord).Select(t => t.FullName!));

    [Theory]
    [MemberData(nameof(Records))]
    public void Nothing_of_a_record_is_lost_in_json(string name)
    {
        var type = typeof(IBrokerPlugin).Assembly.GetType(name, throwOnError: true)!;
        if (type.IsGenericTypeDefinition) type = type.MakeGenericType(typeof(Balance));
        var before = Sample.Of(type);
        var json = JsonSerializer.Serialize(before, type);
        var after = JsonSerializer.Deserialize(json, type)!;
        foreach (var p in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var value = Json(p, before);
            Assert.NotEqual(Json(p, null), value); // a sample value that equals the default would prove nothing
            Assert.Equal(value, Json(p, after));
        }
    }

    private static string Json(PropertyInfo p, object? of) =>
        JsonSerializer.Serialize(of is null ? (p.PropertyType.IsValueType ? Activator.CreateInstance(p.PropertyType) : null) : p.GetValue(of), p.PropertyType);

    /// <summary>Builds a value in which nothing is empty, null, false or zero.</summary>
    private static class Sample
    {
        private static readonly Dictionary<Type, object> Plain = new()
        {
            [typeof(string)] = "text", [typeof(bool)] = true, [typeof(int)] = 7, [typeof(decimal)] = 1.230m, [typeof(TimeSpan)] = TimeSpan.FromSeconds(1.5),
            [typeof(DateTimeOffset)] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1234567), [typeof(DateOnly)] = new DateOnly(2026, 1, 2),
            [typeof(ReadOnlyMemory<byte>)] = new ReadOnlyMemory<byte>([1, 2, 255]),
        };

        public static object Of(Type type)
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (Plain.TryGetValue(type, out var plain)) return plain;
            if (type.IsEnum) return Enum.GetValues(type).GetValue(1)!;
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return List(type.GetGenericArguments()[0]);
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) return Map(type.GetGenericArguments()[1]);
            return Record(type);
        }

        private static object Record(Type type)
        {
            var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
            var made = constructor.Invoke(constructor.GetParameters().Select(p => Of(p.ParameterType)).ToArray());
            foreach (var p in type.GetProperties().Where(p => p.SetMethod is not null)) p.SetValue(made, Of(p.PropertyType));
            return made;
        }

        private static Array List(Type item)
        {
            var array = Array.CreateInstance(item, 1);
            array.SetValue(Of(item), 0);
            return array;
        }

        private static object Map(Type value)
        {
            var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), value))!;
            map.Add("key", Of(value));
            return map;
        }
    }
}
