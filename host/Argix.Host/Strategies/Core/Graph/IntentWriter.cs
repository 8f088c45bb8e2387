using System.Buffers;
using System.Text;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Strategies.Core.Graph;

/// <summary>Writes intents as canonical JSON, one after another into the same memory. Most of an intent is the same as in the one before, so that part is kept.</summary>
internal sealed class IntentWriter
{
    private static readonly JsonEncodedText Action = Name("action"), Side = Name("side"), Size = Name("size"), Type = Name("type"),
        LimitPrice = Name("limitPrice"), StopPrice = Name("stopPrice"), GoodForBars = Name("goodForBars"), Because = Name("because"), Guards = Name("guards"), Buy = Name("buy"), Sell = Name("sell");

    // What stands in a JSON text as it is; nearly every id is made of these.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:_-.");

    private readonly ArrayBufferWriter<byte> _buffer = new(512), _rest = new(512);
    private readonly Utf8JsonWriter _restJson;
    private readonly Dictionary<string, (GraphIntent Intent, byte[] Block, byte[] After)> _kept = new(StringComparer.Ordinal);

    public IntentWriter() => _restJson = new Utf8JsonWriter(_rest, new JsonWriterOptions { SkipValidation = true });

    /// <summary>What has been written since <see cref="Clear"/>; good until the next call.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Clear() => _buffer.ResetWrittenCount();

    public void Write(GraphIntent intent)
    {
        // An order block asks for nearly the same each time: what is not id or moment is written once.
        if (!_kept.TryGetValue(intent.Block, out var kept) || !Alike(kept.Intent, intent))
        {
            _kept[intent.Block] = kept = (intent, [.. "\",\"block\":\""u8, .. Name(intent.Block).EncodedUtf8Bytes, .. "\",\"at\":\""u8], WriteRest(intent));
        }

        _buffer.Write("{\"id\":\""u8);
        if (intent.Id.AsSpan().ContainsAnyExcept(Plain))
        {
            _buffer.Write(Name(intent.Id).EncodedUtf8Bytes);
        }
        else
        {
            Ascii(intent.Id);
        }

        _buffer.Write(kept.Block);
        Ascii(Stamps.Exact(intent.At, stackalloc char[Stamps.Longest]));
        _buffer.Write(kept.After);
    }

    private void Ascii(ReadOnlySpan<char> text) => _buffer.Advance(Encoding.ASCII.GetBytes(text, _buffer.GetSpan(text.Length)));

    private byte[] WriteRest(GraphIntent intent)
    {
        _rest.ResetWrittenCount();
        _restJson.Reset();
        _restJson.WriteStartObject();
        _restJson.WriteString(Action, intent.Action);
        _restJson.WriteString(Side, intent.Side == Contracts.Side.Buy ? Buy : Sell);
        _restJson.WriteString(Size, GraphIntent.Words(intent.Size));
        _restJson.WriteString(Type, intent.Type == OrderType.Market ? nameof(OrderType.Market) : intent.Type.ToString());
        _restJson.WriteString(LimitPrice, intent.LimitPrice is { } l ? Spelling.Of(l) : null);
        _restJson.WriteString(StopPrice, intent.StopPrice is { } s ? Spelling.Of(s) : null);
        _restJson.WriteNumber(GoodForBars, intent.GoodForBars);
        _restJson.WriteString(Because, intent.Because);
        _restJson.WriteString(Guards, intent.Guards is [var only] ? only : string.Join(',', intent.Guards));
        _restJson.WriteEndObject();
        _restJson.Flush();

        // It goes on an object that has begun, after the end of a text.
        return [.. "\","u8, .. _rest.WrittenSpan[1..]];
    }

    private static bool Alike(GraphIntent a, GraphIntent b) =>
        a.Action == b.Action && a.Side == b.Side && a.Type == b.Type && a.LimitPrice == b.LimitPrice && a.StopPrice == b.StopPrice && a.GoodForBars == b.GoodForBars && a.Because == b.Because
        && ReferenceEquals(a.Guards, b.Guards) && (ReferenceEquals(a.Size, b.Size) || Equals(a.Size, b.Size));

    private static JsonEncodedText Name(string text) => JsonEncodedText.Encode(text);
}
