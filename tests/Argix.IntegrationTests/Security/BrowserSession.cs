using System.Net;
using Argix.IntegrationTests.Security.Walker;

namespace Argix.IntegrationTests.Security;

/// <summary>A signed-in browser without a screen: cookies, form tokens, pages as text. It remembers every answer.</summary>
internal sealed class BrowserSession(Uri address) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new CookieContainer() }) { BaseAddress = address };

    /// <summary>Every answer so far, with its headers.</summary>
    public List<string> Said { get; } = [];

    public async Task SignInAsync(string email, string password)
    {
        var (status, text) = await PostAsync("/login", new() { ["Email"] = email, ["Password"] = password }, "/login", follow: false);
        Assert.True(status == 302, text);
    }

    public async Task<(int Status, string Text)> GetAsync(string path)
    {
        using var answer = await _client.GetAsync(path);
        return await NoteAsync(answer);
    }

    /// <summary>Sends a form, with the token of a form on another page; a redirect is followed once.</summary>
    public async Task<(int Status, string Text)> PostAsync(string path, Dictionary<string, string> form, string formOn = "/settings", bool follow = true)
    {
        form["__RequestVerificationToken"] = WebUtility.HtmlDecode(HostInside.FormToken().Match((await GetAsync(formOn)).Text).Groups[1].Value);
        using var content = new FormUrlEncodedContent(form);
        using var answer = await _client.PostAsync(path, content);
        var first = await NoteAsync(answer);
        return follow && answer is { StatusCode: HttpStatusCode.Redirect, Headers.Location: { } to } ? await GetAsync(to.OriginalString) : first;
    }

    public void Dispose() => _client.Dispose();

    private async Task<(int, string)> NoteAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Said.Add($"{answer.Headers}\n{text}");
        return ((int)answer.StatusCode, text);
    }
}
