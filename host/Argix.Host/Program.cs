using Argix.Web;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddWeb();
var app = builder.Build();
app.UseWeb();
app.MapRazorPages();
app.Run();

/// <summary>Visible so that integration tests can start the real host.</summary>
public partial class Program;
