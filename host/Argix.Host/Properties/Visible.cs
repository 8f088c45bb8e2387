using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Argix.UnitTests")]
[assembly: InternalsVisibleTo("Argix.IntegrationTests")]
[assembly: InternalsVisibleTo("Argix.PluginTests")]
[assembly: InternalsVisibleTo("Argix.Bench")]
