using System.Collections.Concurrent;
using System.Text.Json;
using Argix.IntegrationTests.Trading;

namespace Argix.Chaos;

/// <summary>What callers wanted, by idempotency key, and what they were told. A key without an answer is asked for again, with the same body, until it has one.</summary>
internal sealed class Intentions
{
    private readonly ConcurrentDictionary<string, object> _open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Guid> _made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, OrderJson> _resting = [];
    private readonly ConcurrentDictionary<string, int> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _findings = [];
    private readonly ConcurrentDictionary<Guid, byte> _changed = [];
    private int _answered;
    private int _changes;

    public Asked Asked => new(_made, [.. _open.Keys], [.. _findings]);

    public IReadOnlyDictionary<string, object> Open => new Dictionary<string, object>(_open.ToArray(), StringComparer.Ordinal); // a copy: callers change it while others sort it

    public IReadOnlyDictionary<string, int> Refused => _refused;

    public int Answered => _answered;

    /// <summary>Orders that were asked to change, whether or not anybody answered.</summary>
    public IReadOnlyCollection<Guid> Changed => [.. _changed.Keys];

    /// <summary>How many changes were taken.</summary>
    public int Changes => _changes;

    public IReadOnlyCollection<OrderJson> Resting => [.. _resting.Values];

    public void Forget(Guid resting) => _resting.TryRemove(resting, out _);

    public async Task AskAsync(Desk desk, string key, object body)
    {
        _open[key] = body;
        var answer = await TryAsync(() => desk.PlaceAsync(body, key));
        if (answer is null || answer.Status >= 500)
        {
            return; // nobody knows; it stays open
        }

        _open.TryRemove(key, out _);
        if (answer.Status is 200 or 201)
        {
            Note(key, answer.Read<OrderJson>());
        }
        else
        {
            // A denied order is an order.
            if (answer.Json is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("orderId", out var id))
            {
                Note(key, id.GetGuid());
            }

            _refused.AddOrUpdate(answer.Code ?? $"{answer.Status}", 1, (_, n) => n + 1);
        }
    }

    /// <summary>Asks for a change. It has no key: what becomes of one that nobody answered shows in the order.</summary>
    public async Task ChangeAsync(Desk desk, OrderJson order, object change)
    {
        _changed[order.Id] = 0;
        switch (await TryAsync(() => desk.PatchAsync($"/orders/{order.Id}", change)))
        {
            case { Status: 202 } taken:
                Interlocked.Increment(ref _changes);
                Rests(taken.Read<OrderJson>());
                break;
            case { Status: 409 }:
                await LookAsync(desk, order.Id); // it has ended, or is being cancelled
                break;
            case { Status: 422 } refused:
                _refused.AddOrUpdate("change " + (refused.Code ?? "422"), 1, (_, n) => n + 1);
                break;
        }
    }

    /// <summary>An order that was changed may be another one at the venue by now.</summary>
    public async Task LookAsync(Desk desk, Guid order)
    {
        if (await TryAsync(() => desk.GetAsync($"/orders/{order}")) is { Status: 200 } found)
        {
            Rests(found.Read<OrderJson>());
        }
    }

    private void Rests(OrderJson order)
    {
        if (order.IsFinal)
        {
            Forget(order.Id);
        }
        else
        {
            _resting[order.Id] = order;
        }
    }

    /// <summary>Null when nobody answered: the host was killed, or is not there.</summary>
    public static async Task<Answer?> TryAsync(Func<Task<Answer>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException)
        {
            return null;
        }
    }

    private void Note(string key, OrderJson order)
    {
        Interlocked.Increment(ref _answered);
        Note(key, order.Id);
        if (order is { Type: "limit", IsFinal: false })
        {
            _resting[order.Id] = order;
        }
    }

    private void Note(string key, Guid order)
    {
        if (_made.GetOrAdd(key, order) != order)
        {
            _findings.Enqueue($"key {key} made {_made[key]} and {order}");
        }
    }
}
