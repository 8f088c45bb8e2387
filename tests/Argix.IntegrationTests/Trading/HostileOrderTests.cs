using Argix.Errors;
using Xunit;

namespace Argix.IntegrationTests.Trading;

public class HostileOrderTests(Platform platform, ITestOutputHelper output) : IClassFixture<Platform>
{
    [Fact]
    public async Task Three_hundred_hostile_bodies_are_refused_with_a_code_and_nothing_reaches_the_venue()
    {
        var (desk, other) = (await platform.DeskAsync(), await platform.DeskAsync());
        var (mine, foreign) = (await desk.ConnectPaperAsync(), await other.ConnectPaperAsync());
        var kinds = new HostileBodies(mine.Id, foreign.Id).All();
        Assert.All(kinds, k => Assert.Equal((k.Key, 30), (k.Key, k.Value.Length)));
        var faults = new List<string>();
        foreach (var (kind, bodies) in kinds)
        {
            var answers = new List<Answer>();
            foreach (var (body, i) in bodies.Select((b, i) => (b, i)))
            {
                var answer = await TryAsync(() => desk.PostAsync("/orders", Desk.Raw(body.Body), $"{kind.Replace(' ', '-')}-{i}"));
                answers.Add(answer);
                if (Fault(kind, answer) is { } fault)
                {
                    faults.Add($"{kind}: {fault}: {body.What} → {answer.Status} {answer.Text}");
                }
            }

            output.WriteLine($"{kind}: {bodies.Length}: {string.Join(", ", answers.GroupBy(a => $"{a.Status} {a.Code}").Select(g => $"{g.Count()} × {g.Key}"))}");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Empty(await desk.OrdersAsync());
        Assert.Empty(await other.OrdersAsync());
        Assert.Equal(2, PaperLedger.Files(platform.Folder.Data).Count);
        Assert.All(PaperLedger.Files(platform.Folder.Data), f => Assert.Equal("opened", PaperLedger.Text(Assert.Single(PaperLedger.Read(f).Lines), "kind")));
        Assert.Equal(201, (await desk.PlaceAsync(Desk.Order(mine.Id))).Status);
    }

    // A client that is cut off in the middle of its request has no answer: that counts as a fault, not as the end of the test.
    private static async Task<Answer> TryAsync(Func<Task<Answer>> post)
    {
        try
        {
            return await post();
        }
        catch (HttpRequestException e)
        {
            return new Answer(0, e.Message, "", null);
        }
    }

    private static string? Fault(string kind, Answer a) =>
        a.Status is < 400 or >= 500 ? "not a 4xx"
        : a.Code is null || ErrorCatalogue.For(a.Code) is not { } entry || entry.Code == "internal" ? "no code of the taxonomy"
        : entry.Status != a.Status ? $"{a.Code} is {entry.Status}"
        : a.ContentType != "application/problem+json" ? "no problem document"
        : kind == "size" && a.Status != 413 ? "not 413"
        : kind is "contradictions" or "enums" or "text" or "types" && a.Status != 422 ? "not 422"
        : null;
}
