using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Argix.Trading.Core;

namespace Argix.Trading.Desks.Snapshots;

/// <summary>Writes an object with all that hangs on it. What is shared stays shared.</summary>
internal sealed class StateWriter(BinaryWriter to, bool sorted = false)
{
    private readonly Dictionary<object, int> _seen = new(Identity.Instance);
    private readonly Dictionary<Type, int> _types = [];

    public void Root(object value) => Write(value, typeof(object));

    private void Write(object? value, Type declared)
    {
        if (declared.IsValueType)
        {
            Content(TypeShape.Of(declared), value!);
            return;
        }

        if (value is null)
        {
            to.Write7BitEncodedInt(0);
            return;
        }

        if (_seen.TryGetValue(value, out var known))
        {
            to.Write7BitEncodedInt(known + 2);
            return;
        }

        to.Write7BitEncodedInt(1);
        _seen[value] = _seen.Count;
        var type = value.GetType();
        WriteType(type);
        Content(TypeShape.Of(type), value);
    }

    private void WriteType(Type type)
    {
        if (_types.TryGetValue(type, out var index))
        {
            to.Write7BitEncodedInt(index + 1);
            return;
        }

        to.Write7BitEncodedInt(0);
        to.Write(type.AssemblyQualifiedName!);
        _types[type] = _types.Count;
    }

    private void Content(TypeShape shape, object value)
    {
        switch (shape.Kind)
        {
            case Shape.Scalar: Scalar(value); break;
            case Shape.Json: to.Write(((JsonElement)value).GetRawText()); break;
            case Shape.Optional: to.Write(value is not null); if (value is not null) { Content(TypeShape.Of(shape.Parts[0]), value); } break;
            case Shape.Fields: Array.ForEach(shape.Fields, f => Write(f.GetValue(value), f.FieldType)); break;
            case Shape.Map: Map(shape, (IDictionary)value); break;
            default: Items(shape, (IEnumerable)value); break;
        }
    }

    private void Items(TypeShape shape, IEnumerable items)
    {
        var list = items.Cast<object?>().ToList();
        if (sorted && shape.Kind == Shape.Set)
        {
            list = [.. list.OrderBy(x => x is TrackedOrder o ? o.Facts.Id.ToString() : x?.ToString(), StringComparer.Ordinal)];
        }

        to.Write7BitEncodedInt(list.Count);
        list.ForEach(x => Write(x, shape.Parts[0]));
    }

    private void Map(TypeShape shape, IDictionary map)
    {
        var entries = new List<DictionaryEntry>(map.Count);
        foreach (DictionaryEntry entry in map)
        {
            entries.Add(entry);
        }

        to.Write7BitEncodedInt(map.Count);
        foreach (var entry in sorted ? [.. entries.OrderBy(e => e.Key.ToString(), StringComparer.Ordinal)] : entries)
        {
            Write(entry.Key, shape.Parts[0]);
            Write(entry.Value, shape.Parts[1]);
        }
    }

    private void Scalar(object value)
    {
        switch (value)
        {
            case string s: to.Write(s); break;
            case bool b: to.Write(b); break;
            case int i: to.Write(i); break;
            case long l: to.Write(l); break;
            case decimal d: to.Write(d); break;
            case double d: to.Write(d); break;
            case Guid g: to.Write(g.ToByteArray()); break;
            case DateTimeOffset t: to.Write(t.Ticks); to.Write((short)t.Offset.TotalMinutes); break;
            case DateOnly d: to.Write(d.DayNumber); break;
            case TimeSpan t: to.Write(t.Ticks); break;
            default: to.Write(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)); break; // an enumeration
        }
    }

    // Strings and records of plain values are one when they are equal, everything else when it is the same object.
    private sealed class Identity : IEqualityComparer<object>
    {
        public static readonly Identity Instance = new();

        public new bool Equals(object? x, object? y) => ReferenceEquals(x, y) || (Empty(x) && x!.GetType() == y?.GetType() && Empty(y)) || (x is not null && y is not null && ByValue(x) && x.Equals(y) && Same(x, y));

        public int GetHashCode(object obj) => Empty(obj) ? obj.GetType().GetHashCode() : ByValue(obj) ? obj.GetHashCode() : RuntimeHelpers.GetHashCode(obj);

        // The runtime has one empty array a type, and a snapshot must not make it two.
        private static bool Empty(object? x) => x is Array { Length: 0 };

        // 1.0 equals 1.00 and is not the same figure; so do times of two offsets.
        private static bool Same(object x, object y) => x is string || Array.TrueForAll(TypeShape.Of(x.GetType()).Fields, f => (f.GetValue(x), f.GetValue(y)) switch
        {
            (decimal a, decimal b) => a.Scale == b.Scale,
            (DateTimeOffset a, DateTimeOffset b) => a.EqualsExact(b),
            _ => true,
        });

        private static bool ByValue(object x) => x is string || TypeShape.Of(x.GetType()).ByValue;
    }
}
