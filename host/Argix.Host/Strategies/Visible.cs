using System.Runtime.CompilerServices;

// The runner's seam is nobody's business but the tests'.
[assembly: InternalsVisibleTo("Argix.UnitTests")]
