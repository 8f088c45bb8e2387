using System.Buffers;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Strategies.Core.Graph;

/// <summary>Writes intents as canonical JSON, one after another into the same memory. Most of an intent is the same as in the one before, so that part is kept.</summary>
internal sealed class IntentWriter
{
    private static readonly JsonEncodedText Id = Name("id"), Block = Name("block"), At = Name("at"), Action = Name("action"), Side = Name("side"), Size = Name("size"), Type = Name("type"),
        LimitPrice = Name("limitPrice"), StopPrice = Name("stopPrice"), GoodForBars = Name("goodForBars"), Because = Name("because"), Guards = Name("guards"), Buy = Name("buy"), Sell = Name("sell");

    private readonly ArrayBufferWriter<byte> _buffer = new(512), _rest = new(512);
    private readonly Utf8JsonWriter _json, _restJson;
    private readonly Dictionary<string, (GraphIntent Intent, byte[] Written)> _kept = new(StringComparer.Ordinal);

    public IntentWriter()
    {
        var options = new JsonWriterOptions { SkipValidation = true };
        (_json, _restJson) = (new Utf8JsonWriter(_buffer, options), new Utf8JsonWriter(_rest, options));
    }

    /// <summary>What has been written since <see cref="Clear"/>; good until the next call.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void Clear() => _buffer.ResetWrittenCount();

    public void Write(GraphIntent intent)
    {
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString(Id, intent.Id);
        _json.WriteString(Block, intent.Block);
        _json.WriteString(At, Stamps.Exact(intent.At, stackalloc char[Stamps.Longest]));
        _json.Flush();
        _buffer.Write(Rest(intent));
    }

    // An order block asks for nearly the same each time: what is not id or moment is written once.
    private ReadOnlySpan<byte> Rest(GraphIntent intent)
    {
        if (!_kept.TryGetValue(intent.Block, out var kept) || !Alike(kept.Intent, intent))
        {
            _kept[intent.Block] = kept = (intent, WriteRest(intent));
        }

        return kept.Written;
    }

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
        var rest = _rest.WrittenSpan.ToArray();

        // It goes on an object that has begun.
        rest[0] = (byte)',';
        return rest;
    }

    private static bool Alike(GraphIntent a, GraphIntent b) =>
        a.Action == b.Action && a.Side == b.Side && a.Type == b.Type && a.LimitPrice == b.LimitPrice && a.StopPrice == b.StopPrice && a.GoodForBars == b.GoodForBars && a.Because == b.Because
        && ReferenceEquals(a.Guards, b.Guards) && (ReferenceEquals(a.Size, b.Size) || Equals(a.Size, b.Size));

    private static JsonEncodedText Name(string text) => JsonEncodedText.Encode(text);
}
