using System.Net.Http.Headers;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Argix.Bench;

/// <summary>The least that a durable order can cost: note it, flush, POST it, note the answer, flush. No control, no reading of the answer, no chain of hashes.</summary>
internal sealed class RawPeer : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
    private readonly SqliteConnection _data;
    private readonly SqliteCommand _insert;
    private readonly Uri _orders;

    public RawPeer(Uri venue, string folder)
    {
        _orders = new Uri(venue, "/v2/orders");
        _http.DefaultRequestHeaders.Add("APCA-API-KEY-ID", Folder.Key);
        _http.DefaultRequestHeaders.Add("APCA-API-SECRET-KEY", Folder.Secret);
        _data = new SqliteConnection($"Data Source={Path.Combine(folder, "raw.db")};Pooling=False");
        _data.Open();
        using var make = _data.CreateCommand();
        make.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE journal (seq INTEGER PRIMARY KEY, payload TEXT NOT NULL)";
        make.ExecuteNonQuery();
        _insert = _data.CreateCommand();
        _insert.CommandText = "INSERT INTO journal (payload) VALUES ($p)";
        _insert.Parameters.Add(new SqliteParameter { ParameterName = "$p" });
        _insert.Prepare();
    }

    public static string Body() => $$"""{"symbol":"BTC/USD","qty":"0.001","side":"buy","type":"limit","time_in_force":"gtc","limit_price":"59000","client_order_id":"{{Guid.NewGuid()}}"}""";

    public async Task PlaceAsync()
    {
        var body = Body();
        Commit(body);
        Commit(await PostAsync(body));
    }

    /// <summary>The POST alone.</summary>
    public async Task<string> PostAsync(string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await _http.PostAsync(_orders, content);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>One durable commit alone.</summary>
    public void Commit(string payload)
    {
        using var transaction = _data.BeginTransaction();
        _insert.Transaction = transaction;
        _insert.Parameters[0].Value = payload;
        _insert.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _data.Dispose();
        _http.Dispose();
    }
}
