using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Argix.IntegrationTests.Connections;

/// <summary>The browser's part of a sign-in at a broker: a person who is logged in comes back with a code.</summary>
internal static partial class BrokerSignIn
{
    private const string Password = "three little words and more"; // HostFolder gives it to all

    /// <summary>Logs a user in, so that the client's cookies are a session.</summary>
    public static async Task LogInAsync(HttpClient browser, string email)
    {
        var form = Antiforgery().Match(await browser.GetStringAsync("/login")).Groups["value"].Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["Email"] = email, ["Password"] = Password, ["__RequestVerificationToken"] = form }),
        };
        request.Headers.Add("Origin", browser.BaseAddress!.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(request)).StatusCode);
    }

    /// <summary>The state in the address that a begun sign-in sends the browser to.</summary>
    public static string StateOf(JsonElement begun) => QueryHelpers.ParseQuery(new Uri(begun.GetProperty("url").GetString()!).Query)["state"].ToString();

    /// <summary>Where the broker sends the browser back to.</summary>
    public static string Callback(string broker, string state) => $"/connect/{broker}/callback?code=code-1&state={state}";

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Antiforgery();
}
