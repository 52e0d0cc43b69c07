namespace Docker.DotNet.Models;

/// <summary>The value of a map that is a set: <c>{"18789/tcp": {}}</c>.</summary>
public struct EmptyStruct
{
}
