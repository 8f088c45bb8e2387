using System.Collections;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Argix.Trading.Desks.Snapshots;

/// <summary>Reads what <see cref="StateWriter"/> wrote.</summary>
internal sealed class StateReader(BinaryReader from)
{
    private readonly List<object> _seen = [];
    private readonly List<Type> _types = [];

    public object Root() => Read(typeof(object))!;

    private object? Read(Type declared)
    {
        if (declared.IsValueType)
        {
            return Content(TypeShape.Of(declared), 0);
        }

        var mark = from.Read7BitEncodedInt();
        if (mark != 1)
        {
            return mark == 0 ? null : _seen[mark - 2];
        }

        var index = _seen.Count;
        _seen.Add(null!); // its place is taken before what it holds is read
        return Content(TypeShape.Of(ReadType()), index);
    }

    private Type ReadType()
    {
        var index = from.Read7BitEncodedInt();
        if (index > 0)
        {
            return _types[index - 1];
        }

        _types.Add(Type.GetType(from.ReadString(), throwOnError: true)!);
        return _types[^1];
    }

    private object? Content(TypeShape shape, int index)
    {
        var value = shape.Kind switch
        {
            Shape.Scalar => Scalar(shape.Type),
            Shape.Json => JsonDocument.Parse(from.ReadString()).RootElement.Clone(),
            Shape.Optional => from.ReadBoolean() ? Content(TypeShape.Of(shape.Parts[0]), 0) : null,
            Shape.Fields => RuntimeHelpers.GetUninitializedObject(shape.Type),
            Shape.Array => Array.CreateInstance(shape.Parts[0], from.Read7BitEncodedInt()),
            _ => Activator.CreateInstance(shape.Type)!,
        };
        if (!shape.Type.IsValueType)
        {
            _seen[index] = value!;
        }

        switch (shape.Kind)
        {
            case Shape.Fields: Array.ForEach(shape.Fields, f => f.SetValue(value, Read(f.FieldType))); break;
            case Shape.Array: Fill((Array)value!, shape.Parts[0]); break;
            case Shape.List or Shape.Set or Shape.Queue or Shape.Linked or Shape.Map: Items(shape, value!); break;
        }

        return value;
    }

    private void Fill(Array array, Type part)
    {
        for (var i = 0; i < array.Length; i++)
        {
            array.SetValue(Read(part), i);
        }
    }

    private void Items(TypeShape shape, object value)
    {
        var add = shape.Kind is Shape.Map or Shape.List ? null : shape.Type.GetMethod(shape.Kind switch { Shape.Set => "Add", Shape.Queue => "Enqueue", _ => "AddLast" }, shape.Parts)!;
        for (var left = from.Read7BitEncodedInt(); left > 0; left--)
        {
            var item = Read(shape.Parts[0]);
            switch (value)
            {
                case IDictionary map: map.Add(item!, Read(shape.Parts[1])); break;
                case IList list: list.Add(item); break;
                default: add!.Invoke(value, [item]); break;
            }
        }
    }

    private object Scalar(Type type) => type switch
    {
        _ when type == typeof(string) => from.ReadString(),
        _ when type == typeof(bool) => from.ReadBoolean(),
        _ when type == typeof(int) => from.ReadInt32(),
        _ when type == typeof(long) => from.ReadInt64(),
        _ when type == typeof(decimal) => from.ReadDecimal(),
        _ when type == typeof(double) => from.ReadDouble(),
        _ when type == typeof(Guid) => new Guid(from.ReadBytes(16)),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(from.ReadInt64(), TimeSpan.FromMinutes(from.ReadInt16())),
        _ when type == typeof(DateOnly) => DateOnly.FromDayNumber(from.ReadInt32()),
        _ when type == typeof(TimeSpan) => new TimeSpan(from.ReadInt64()),
        _ => Enum.ToObject(type, from.ReadInt64()),
    };
}
