using System.Text.Json;
using NcAspire.Core.Compute;

namespace NcAspire.Compute.Local;

/// <summary>A folder with a JSON file that says whose it is. It appears with its label and goes away with it, each in one step.</summary>
/// <typeparam name="TLabel">What stands in the label.</typeparam>
internal abstract class LabelledFolder<TLabel>(string path, string label)
    where TLabel : class
{
    public string Name => Path.GetFileName(path);

    public bool Exists => Directory.Exists(path);

    /// <summary>Null when there is no folder or no label in it.</summary>
    /// <exception cref="ProviderException">The label can't be read.</exception>
    public TLabel? ReadLabel()
    {
        if (PrivateFiles.Read(In(label)) is not { } json)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<TLabel>(json, JsonSerializerOptions.Web);
        }
        catch (JsonException fault)
        {
            throw new ProviderException($"The label of \"{Name}\" can't be read.", isTransient: false, fault);
        }
    }

    /// <summary>Makes the folder with its label and the sub-folder; the caller holds the lock and saw that it is not there.</summary>
    public async Task MakeAsync(TLabel content, string subfolder, CancellationToken cancellationToken)
    {
        var next = PrivateFiles.HiddenBeside(path);
        PrivateFiles.MakeFolder(next);

        try
        {
            PrivateFiles.MakeFolder(Path.Combine(next, subfolder));
            await PrivateFiles.WriteAsync(
                Path.Combine(next, label), JsonSerializer.Serialize(content, JsonSerializerOptions.Web), cancellationToken);
            Directory.Move(next, path);
        }
        finally
        {
            PrivateFiles.EraseFolder(next);
        }
    }

    /// <summary>
    /// Removes all, also what an earlier removal that failed or was killed has left; the caller holds the lock. Not there is success.
    /// </summary>
    public void Remove()
    {
        var doomed = PrivateFiles.DoomedBeside(path);
        PrivateFiles.EraseFolder(doomed);

        if (Exists)
        {
            Directory.Move(path, doomed);
            PrivateFiles.EraseFolder(doomed);
        }
    }

    protected string In(string name) => Path.Combine(path, name);
}
