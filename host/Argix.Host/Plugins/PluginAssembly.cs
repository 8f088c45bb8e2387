using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Argix.Plugins;

/// <summary>What an assembly file says about itself, read as data: nothing is loaded, so nothing of it can run.</summary>
internal sealed class PluginAssembly
{
    private readonly byte[] _image;
    private readonly string _name;

    private PluginAssembly(byte[] image, string name) => (_image, _name) = (image, name);

    /// <summary>Reads the file and makes sure that all of it is there: a cut file can have whole metadata.</summary>
    public static PluginAssembly Open(string path)
    {
        var file = new PluginAssembly(PluginFolderRules.Bytes(path), Path.GetFileName(path));
        file.Read(pe =>
        {
            var end = pe.PEHeaders.SectionHeaders.Select(s => (long)s.PointerToRawData + s.SizeOfRawData).DefaultIfEmpty(long.MaxValue).Max();
            return end <= file._image.Length ? true : throw PluginRefusal.Incomplete($"{file._name} is cut off");
        });
        return file;
    }

    public bool IsManaged => Read(pe => pe.HasMetadata && pe.GetMetadataReader().IsAssembly);

    /// <summary>Simple name and version of every assembly it is built against.</summary>
    public IReadOnlyDictionary<string, Version> References() => Read(pe =>
    {
        var metadata = pe.GetMetadataReader();
        var all = new Dictionary<string, Version>(StringComparer.OrdinalIgnoreCase);
        foreach (var handle in metadata.AssemblyReferences)
        {
            var reference = metadata.GetAssemblyReference(handle);
            all[metadata.GetString(reference.Name)] = reference.Version;
        }

        return all;
    });

    /// <summary>An embedded resource with exactly this name, or null.</summary>
    public byte[]? Resource(string name) => Read(pe =>
    {
        if (!pe.HasMetadata || pe.PEHeaders.CorHeader is not { } cor)
            return null;
        var metadata = pe.GetMetadataReader();
        foreach (var handle in metadata.ManifestResources)
        {
            var resource = metadata.GetManifestResource(handle);
            if (!resource.Implementation.IsNil || metadata.GetString(resource.Name) != name)
                continue;
            var start = checked((int)resource.Offset);
            var section = pe.GetSectionData(cor.ResourcesDirectory.RelativeVirtualAddress);
            var length = section.GetReader(start, 4).ReadInt32();
            return section.GetReader(start + 4, length).ReadBytes(length);
        }

        return null;
    });

    private T Read<T>(Func<PEReader, T> read)
    {
        try
        {
            using var pe = new PEReader(new MemoryStream(_image));
            return read(pe);
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException or IOException)
        {
            throw PluginRefusal.Incomplete($"{_name} is cut off or not an assembly");
        }
    }
}
