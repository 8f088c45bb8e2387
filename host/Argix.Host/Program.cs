var app = WebApplication.CreateBuilder(args).Build();
app.Run();

/// <summary>Visible so that integration tests can start the real host.</summary>
public partial class Program;
