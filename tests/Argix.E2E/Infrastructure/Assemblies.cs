using Argix.E2E.Infrastructure;
using Xunit;

// One browser for all; flows run one after the other so that their screenshots and timings are their own.
[assembly: AssemblyFixture(typeof(Browser))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
