using System.Buffers;
using System.Text.Json;
using Argix.Contracts;

namespace Argix.Strategies.Core.Graph;

/// <summary>Writes intents as canonical JSON, one after another into the same memory. Sizes seldom change from one to the next, so their words are kept.</summary>
internal sealed class IntentWriter
{
    private static readonly JsonEncodedText Id = Name("id"), Block = Name("block"), At = Name("at"), Action = Name("action"), Side = Name("side"), Size = Name("size"), Type = Name("type"),
        LimitPrice = Name("limitPrice"), StopPrice = Name("stopPrice"), GoodForBars = Name("goodForBars"), Because = Name("because"), Guards = Name("guards"), Buy = Name("buy"), Sell = Name("sell");

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private GraphSize? _size;
    private JsonEncodedText _words = Name(GraphIntent.Words(null));

    public IntentWriter() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Good until the next call.</summary>
    public ReadOnlySpan<byte> Write(GraphIntent intent)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString(Id, intent.Id);
        _json.WriteString(Block, intent.Block);
        _json.WriteString(At, Stamps.Exact(intent.At));
        _json.WriteString(Action, intent.Action);
        _json.WriteString(Side, intent.Side == Contracts.Side.Buy ? Buy : Sell);
        _json.WriteString(Size, Words(intent.Size));
        _json.WriteString(Type, intent.Type == OrderType.Market ? nameof(OrderType.Market) : intent.Type.ToString());
        _json.WriteString(LimitPrice, intent.LimitPrice is { } l ? Spelling.Of(l) : null);
        _json.WriteString(StopPrice, intent.StopPrice is { } s ? Spelling.Of(s) : null);
        _json.WriteNumber(GoodForBars, intent.GoodForBars);
        _json.WriteString(Because, intent.Because);
        _json.WriteString(Guards, intent.Guards is [var only] ? only : string.Join(',', intent.Guards));
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.WrittenSpan;
    }

    private JsonEncodedText Words(GraphSize? size)
    {
        if (!Equals(size, _size))
        {
            (_size, _words) = (size, Name(GraphIntent.Words(size)));
        }

        return _words;
    }

    private static JsonEncodedText Name(string text) => JsonEncodedText.Encode(text);
}
