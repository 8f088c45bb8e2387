using System.Runtime.CompilerServices;

// The loader's tests look at parts that no other room may use.
[assembly: InternalsVisibleTo("Argix.PluginTests")]
