namespace Docker.DotNet.Models;

/// <summary>What an event is about: its id, its labels and a few facts of the event.</summary>
public class Actor
{
    public string ID { get; set; }

    public IDictionary<string, string> Attributes { get; set; }
}
