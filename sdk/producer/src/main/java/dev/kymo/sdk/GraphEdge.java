package dev.kymo.sdk;

/// Two nodes of a graph that are joined, by their ids.
///
/// @param first where a directed edge begins
/// @param second where it ends
public record GraphEdge(String first, String second) {
    public static GraphEdge of(final String first, final String second) {
        return new GraphEdge(first, second);
    }
}
